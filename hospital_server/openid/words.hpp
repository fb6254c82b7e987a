#pragma once
// JSON members that are one word or a list of them, as JWT claims like to be (RFC 7519 section 4.1.3).
#include <set>
#include <string>

#include <boost/json/value.hpp>

namespace vorab::hospital_server::openid {

using Words = std::set<std::string, std::less<>>;

/// What is no word is passed over; `found` may be null.
Words words_in(const boost::json::value* found);

}  // namespace vorab::hospital_server::openid
