#pragma once
// What in a record cannot well be so. A dying patient has abnormal values and a tired hand makes slips: nothing is
// refused for it, the place is flagged and shown as sent.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace vorab::hospital_server::record {

/// [{"pointer": "/measurements/3", "flag": "out_of_range"}, ...] in the order of the record
/// (schemas/tracker.openapi.yaml, Flag). Pure: "future" is judged by the record's own `slip.created_at`. For a record
/// that has passed the schema.
boost::json::array implausible(const boost::json::object& record);

}  // namespace vorab::hospital_server::record
