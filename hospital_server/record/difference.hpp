#pragma once
// What has come to a record: member by member, event by event.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace vorab::hospital_server::record {

/// [{"pointer", "change": "added" | "changed" | "removed", "before", "after"}] in the order of `after`
/// (schemas/tracker.openapi.yaml, Changes). Pointers (RFC 6901) lead into `after`, those of what was removed into
/// `before`. An event (fold.hpp) is the same when it has the same id or is equal; any other list changes as a whole.
/// The slip of the transmission is left out.
boost::json::array difference(const boost::json::object& before, const boost::json::object& after);

}  // namespace vorab::hospital_server::record
