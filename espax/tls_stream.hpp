#pragma once
// A Stream over TLS, port 2024 by custom: implicit from the first byte, the same frames inside.
#include <memory>

#include "espax/plain_stream.hpp"
#include "espax/tls_options.hpp"

namespace vorab::espax {

/// The parameters of many connections, read from their files once.
class TlsContext {
  public:
    /// malformed: a file cannot be read, or certificate and key do not belong together.
    static core::Result<TlsContext> client(const TlsOptions& options);
    static core::Result<TlsContext> server(const TlsServerOptions& options);

    struct State;
    const std::shared_ptr<State>& state() const { return state_; }

  private:
    explicit TlsContext(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

/// Takes part in the handshake as client or server, as the context was made. refused_by_peer says what is wrong with
/// the other side's certificate: expired, of another authority, of another name; unreachable is everything else.
async::Task<core::Result<std::unique_ptr<Stream>>> tls_stream(PlainSocket socket, TlsContext context,
                                                              std::chrono::milliseconds within);

}  // namespace vorab::espax
