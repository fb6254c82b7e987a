#pragma once
// One entry of POST /v1/positions, and the words that it shares with an assignment.
#include <boost/json/value.hpp>

#include "common/core/json.hpp"
#include "gateway/positions/under_way.hpp"

namespace vorab::gateway {

/// `case` or `callsign`, not both and not neither; a mistake is noted in `in`.
Named read_named(core::JsonFields& in);

/// RFC 3339, from `before` ago until `after` from now; a mistake is noted in `in`.
core::Timestamp read_time(core::JsonFields& in, core::PublicText name, std::string_view text, core::Timestamp now,
                          std::chrono::seconds before, std::chrono::seconds after);

struct PositionReport {
    Named named;
    core::Timestamp at;                       ///< when it was so
    std::optional<core::Timestamp> eta = {};  ///< without it nothing follows: nobody here computes routes
};

/// schema_violation with the JSON pointer of the member below `path`.
core::Result<PositionReport> read_position(const boost::json::value& json, const core::PublicText& path,
                                           core::Timestamp now);

}  // namespace vorab::gateway
