#pragma once
// From the claims of an ID token to a person with roles and mailboxes.
#include <boost/json/object.hpp>

#include "hospital_server/openid/options.hpp"
#include "hospital_server/people/vouched.hpp"

namespace vorab::hospital_server::openid {

/// With the rights of their groups; perhaps none. unauthenticated: no subject (Core 1.0 section 2: 255 ASCII characters
/// at most). forbidden: no user name that can be used here.
core::Result<people::Vouched> vouched_in(const boost::json::object& claims, const Options& options);

}  // namespace vorab::hospital_server::openid
