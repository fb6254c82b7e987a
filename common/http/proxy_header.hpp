#pragma once
// The PROXY protocol, version 2 (HAProxy's proxy-protocol.txt): how a balancer that passes TCP through says who is at
// the other end. Read only from balancers that the configuration names; from anybody else it is not an HTTP request.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/core/result.hpp"

namespace vorab::http {

constexpr std::size_t proxy_header_start = 16;   ///< signature, version, family and length
constexpr std::size_t longest_proxy_rest = 536;  ///< addresses, and more than any balancer adds to them

/// How many bytes follow the first 16; malformed when they are no start of such a header, or too many follow.
core::Result<std::size_t> proxy_header_rest(std::string_view start);

/// The numeric source address; empty for a connection of the balancer's own (health checks, LOCAL).
core::Result<std::optional<std::string>> proxy_header_source(std::string_view header);

}  // namespace vorab::http
