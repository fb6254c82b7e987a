#pragma once
// From the bytes of one header to a Request: the front check, then Beast's parser, then the target.
#include <span>
#include <string>
#include <string_view>

#include "common/http/front_check.hpp"

namespace vorab::http {

struct RequestHead {
    Request request = {};  ///< without peer and body
    std::uint64_t length = 0;
    bool keep_alive = true;
    bool expects_continue = false;
    bool wants_websocket = false;
};

boost::system::result<RequestHead, Refusal> read_request_head(std::string_view bytes, const ServerLimits& limits,
                                                              std::span<const std::string> hosts);

}  // namespace vorab::http
