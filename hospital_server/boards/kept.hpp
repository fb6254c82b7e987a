#pragma once
// The boards as an administrator sees them, and what each one's configuration was before it was changed (mission D3).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "common/core/result.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::boards {

/// Board of schemas/tracker.openapi.yaml: {board, mailbox, config, disabled, seen_at, former: [{until, by, config}]}.
boost::json::array listed(database::Connection& connection);
std::optional<boost::json::object> listed_one(database::Connection& connection, const std::string& id);

/// Who changes it, and when.
struct Hand {
    std::string user_name;
    core::Timestamp at;
};
/// What board::config_of() said before the change, in the same transaction; the last five of each board stay.
void keep(database::Connection& connection, const std::string& id, const boost::json::object& config, const Hand& hand);

/// With the board: what it was like says nothing any more.
void forget(database::Connection& connection, const std::string& id);

}  // namespace vorab::hospital_server::boards
