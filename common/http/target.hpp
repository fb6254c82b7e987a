#pragma once
// A request's target in origin-form (RFC 9112 3.2.1), strictly: one text for one resource.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/core/result.hpp"

namespace vorab::http {

struct Target {
    std::string path;                                        ///< decoded; begins with '/'
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded
};

/// Refuses what servers and proxies read differently: absolute form, '\', "//", "." and ".." (encoded too), an encoded
/// '/', control characters (encoded too), fragments, bytes outside printable ASCII.
core::Result<Target> parse_target(std::string_view target);

}  // namespace vorab::http
