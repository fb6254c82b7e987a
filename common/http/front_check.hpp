#pragma once
// What one request's header must satisfy before anything else looks at it: a pure function over the raw bytes. It
// refuses what Beast 1.81 lets pass (request smuggling shapes, doubled headers, folded lines) and what we have no use
// for (RFC 9112; docs/reference/http-front-check.md).
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "common/core/result.hpp"
#include "common/http/server.hpp"

namespace vorab::http {

/// An answer before the handler; the connection closes after it.
struct Refusal {
    int status = 400;
    core::PublicText detail = {};
};

/// What the rest of the connection's work needs to know of a header that passed.
struct CheckedHead {
    std::string_view method;
    std::string_view target;
    std::uint64_t length = 0;  ///< of the body
    bool keep_alive = true;
    bool expects_continue = false;  ///< Expect: 100-continue
    bool wants_websocket = false;
};

/// `head` is everything up to and including the empty line. The views in the result point into it.
boost::system::result<CheckedHead, Refusal> front_check(std::string_view head, const ServerLimits& limits,
                                                        std::span<const std::string> hosts);

/// A line that ends with a bare LF: such a header would never be complete, so it is refused as soon as it is seen.
bool has_bare_line_feed(std::string_view bytes);

}  // namespace vorab::http
