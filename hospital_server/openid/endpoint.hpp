#pragma once
// An address at the provider, always https; and texts for addresses and forms.
#include <string>
#include <utility>
#include <vector>

#include "common/http/client.hpp"

namespace vorab::hospital_server::openid {

inline constexpr const char* callback_path = "/api/v1/session/openid/callback";

struct Endpoint {
    http::Origin origin;
    std::string target;  ///< path and query, encoded
};
/// Refuses what is not https, names a user, or has a fragment.
core::Result<Endpoint> parse_endpoint(std::string_view url);

using Parameters = std::vector<std::pair<std::string, std::string>>;
/// "name=value&..." as application/x-www-form-urlencoded.
std::string encoded(const Parameters& parameters);
std::string encoded(std::string_view text);

}  // namespace vorab::hospital_server::openid
