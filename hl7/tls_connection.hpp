#pragma once
// MLLP over TLS (1.3; 1.2 by explicit switch), with or without client certificates: many hospital systems cannot do it
// themselves and stand behind a tunnel that can.
#include <memory>
#include <string>

#include "hl7/tcp_connection.hpp"

namespace vorab::hl7 {

struct TlsFiles {
    std::string certificate_chain = {};  ///< PEM, own certificate first; empty: a client that shows none
    std::string private_key = {};        ///< PEM
    std::string ca = {};                 ///< PEM: who the peer must chain to; empty: a server that asks for none
    std::string client_revoked = {};     ///< PEM: revocation lists of `ca`, where a server asks for certificates
    bool allow_tls_1_2 = false;
};

/// A shared set of TLS parameters that can be read anew while connections live. Copy freely: all copies see a reload.
class TlsIdentity {
  public:
    static core::Result<TlsIdentity> server(TlsFiles files);
    static core::Result<TlsIdentity> client(TlsFiles files);  ///< `ca` must be set
    /// Reads the files again. On failure the old ones stay in use and the reason is returned.
    core::Result<void> reload();

    struct State;
    const std::shared_ptr<State>& state() const { return state_; }

  private:
    explicit TlsIdentity(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

/// The server's side of the handshake; unreachable, with the reason, when it does not succeed in time. The connection's
/// objection() knows the clock, and what reload() has read since.
async::Task<core::Result<std::unique_ptr<Connection>>> tls_accept(TcpSocket socket, TlsIdentity identity, Span at_most);

/// As tcp_connector(); the server's certificate must name `host`.
Connector tls_connector(async::Executor executor, std::string host, std::uint16_t port, Span at_most,
                        TlsIdentity identity);

}  // namespace vorab::hl7
