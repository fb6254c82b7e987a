#pragma once
// Rows of the configuration as JSON and back: what a change keeps, and what a restore brings (mission D3).
#include <string_view>

#include <boost/json/object.hpp>

#include "common/database/connection.hpp"

namespace vorab::gateway {

/// {"part": "client", "key": "rtw-83-1", "rows": [{...}]}. Parts: "client", "assignments of client", "mailbox", "keys
/// of mailbox", "assignments of mailbox", "board", "administrator". No rows: there was nothing of that key. Throws
/// std::out_of_range for another part.
boost::json::object kept_rows(database::Connection& connection, std::string_view part, const std::string& key);

/// Deletes what is there now of that part and key and brings the kept rows back. Within the caller's transaction.
void bring_back(database::Connection& connection, const boost::json::object& kept);

}  // namespace vorab::gateway
