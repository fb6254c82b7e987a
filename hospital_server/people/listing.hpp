#pragma once
// What the user administration shows, as Person of schemas/tracker.openapi.yaml.
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "hospital_server/people/people.hpp"

namespace vorab::hospital_server::people {

/// By user name, disabled ones too.
boost::json::array listed(database::Connection& connection, core::Timestamp now);
std::optional<boost::json::object> listed_one(database::Connection& connection, const std::string& user_name,
                                              core::Timestamp now);

}  // namespace vorab::hospital_server::people
