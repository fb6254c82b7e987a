#pragma once
// The other end of a websocket, for our own programs and tests.
#include <memory>

#include "common/http/client.hpp"

namespace vorab::http {

/// Connects and upgrades; `headers` may carry a cookie and an Origin.
async::Task<core::Result<std::unique_ptr<WebSocket>>> connect_websocket(async::Executor executor, Origin origin,
                                                                        std::optional<TlsContext> tls,
                                                                        std::string target, Headers headers);
}  // namespace vorab::http
