#pragma once
// From a connection to a websocket. For the files of this room only; Beast's half is in websocket.cpp alone.
#include <memory>

#include "common/http/client.hpp"
#include "common/http/stream.hpp"

namespace vorab::http {

/// A websocket that can also be ended and waited for.
class OpenWebSocket : public WebSocket {
  public:
    /// Says what is still queued, closes with 1000 unless that has begun, and returns when the peer has answered or
    /// after five seconds. Afterwards the connection is gone.
    virtual async::Task<void> finish() = 0;
};

/// Answers the upgrade request with 101 and the response's header fields; null when the request is not a proper one
/// or the peer has gone.
async::Task<std::unique_ptr<OpenWebSocket>> accept_websocket(std::unique_ptr<Stream> stream, const Request& request,
                                                             const Response& response, std::size_t queue_limit);
}  // namespace vorab::http
