#pragma once
// How one licence key's board looks and sounds (mission G7; schemas/board_feed.schema.json, config). Words of the
// operator alone; the filters are the board's own work, for nobody else can read what they look at.
#include <boost/json/object.hpp>

#include "common/core/result.hpp"

namespace vorab::board {

/// `before` with `changes` over it, and what neither has as it is by default. schema_violation names the member that
/// is not what the schema wants.
core::Result<boost::json::object> configured(const boost::json::object& before, const boost::json::object& changes);

}  // namespace vorab::board
