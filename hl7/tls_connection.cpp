#include "hl7/tls_connection.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "common/trust/peers.hpp"
#include "common/trust/revocations.hpp"
#include "hl7/stream_connection.hpp"

namespace vorab::hl7 {
namespace ssl = boost::asio::ssl;

struct TlsIdentity::State {
    bool is_server = false;
    TlsFiles files;
    std::shared_ptr<ssl::context> context = {};  ///< replaced as a whole; each connection holds the one it began with
    std::uint64_t readings = 0;                  ///< how often that was
};

namespace {
using TlsStream = ssl::stream<TcpSocket>;

/// Keeps the context alive as long as the connection lives.
struct Stream : TlsStream {
    Stream(TcpSocket socket, std::shared_ptr<ssl::context> of)
        : TlsStream(std::move(socket), *of), context(std::move(of)) {}
    std::shared_ptr<ssl::context> context;
};

class TlsConnection final : public StreamConnection<Stream> {
  public:
    TlsConnection(Stream stream, std::shared_ptr<const TlsIdentity::State> identity)
        : StreamConnection(std::move(stream)),
          identity_(std::move(identity)),
          judged_(identity_->readings),
          ends_(trust::first_end(ssl())) {}

    /// A full check costs a tenth of a millisecond: only where something has changed.
    std::optional<core::PublicText> objection() override {
        if (!identity_->is_server) return std::nullopt;
        const bool over = ends_ && std::time(nullptr) > *ends_;
        if (!over && judged_ == identity_->readings) return std::nullopt;
        judged_ = identity_->readings;
        return trust::objection(ssl(), identity_->context->native_handle());
    }

  private:
    const SSL* ssl() { return stream().native_handle(); }

    std::shared_ptr<const TlsIdentity::State> identity_;
    std::uint64_t judged_;
    std::optional<std::time_t> ends_;
};

std::shared_ptr<ssl::context> new_context(bool is_server, bool allow_tls_1_2) {
    auto context = std::make_shared<ssl::context>(is_server ? ssl::context::tls_server : ssl::context::tls_client);
    SSL_CTX* const raw = context->native_handle();
    SSL_CTX_set_security_level(raw, 2);  // no SHA-1 signatures, no RSA below 2048 bits
    SSL_CTX_set_min_proto_version(raw, allow_tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(raw, "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM");
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(raw, 0);  // connections last for days: whoever comes anew shows the certificate anew
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    return context;
}

core::Failure cannot(core::PublicText what, const std::string& file) {
    return core::failure(core::Problem::malformed, what + core::PublicText::from_operator(file));
}

core::Result<std::shared_ptr<ssl::context>> load(const TlsIdentity::State& state) {
    const TlsFiles& files = state.files;
    auto context = new_context(state.is_server, files.allow_tls_1_2);
    boost::system::error_code failed;
    if (!files.certificate_chain.empty() || state.is_server) {
        context->use_certificate_chain_file(files.certificate_chain, failed);
        if (failed) return cannot("not a PEM certificate chain: ", files.certificate_chain);
        context->use_private_key_file(files.private_key, ssl::context::pem, failed);
        if (failed) return cannot("not a PEM private key, or not the certificate's: ", files.private_key);
    }
    if (files.ca.empty() && state.is_server) return context;
    context->load_verify_file(files.ca, failed);
    if (failed) return cannot("not a PEM certificate: ", files.ca);
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    if (files.client_revoked.empty()) return context;
    if (auto wrong = trust::refuse_revoked(context->native_handle(), files.client_revoked)) return std::move(*wrong);
    return context;
}

core::Result<std::shared_ptr<TlsIdentity::State>> loaded(bool is_server, TlsFiles files) {
    auto state = std::make_shared<TlsIdentity::State>();
    state->is_server = is_server;
    state->files = std::move(files);
    auto context = load(*state);
    if (!context) return context.error();
    state->context = std::move(*context);
    return state;
}

core::PublicText reason_of(Stream& stream, const boost::system::error_code& failed) {
    const bool of_tls = failed.category() == boost::asio::error::get_ssl_category();
    const auto error = of_tls ? static_cast<unsigned long>(failed.value()) : 0;
    return trust::handshake_reason(stream.native_handle(), error);
}

/// Unreachable when it fails or takes too long.
async::Task<core::Result<std::unique_ptr<Connection>>> shake_hands(Stream stream, TlsIdentity identity, Span at_most) {
    const auto side = identity.state()->is_server ? ssl::stream_base::server : ssl::stream_base::client;
    async::Deadline deadline{stream.get_executor(), [&] {
                                 boost::system::error_code ignored;
                                 stream.next_layer().close(ignored);
                             }};
    deadline.expires_after(at_most);
    const auto [failed] = co_await stream.async_handshake(side, async::as_result);
    if (deadline.expired()) co_return core::failure(core::Problem::unreachable, "no TLS handshake in time");
    if (failed) co_return core::failure(core::Problem::unreachable, reason_of(stream, failed));
    deadline.never();
    co_return std::make_unique<TlsConnection>(std::move(stream), identity.state());
}

async::Task<core::Result<std::unique_ptr<Connection>>> connect(async::Executor executor, std::string host,
                                                               std::uint16_t port, Span at_most, TlsIdentity identity) {
    auto socket = co_await tcp_connect(executor, host, port, at_most);
    if (!socket) co_return socket.error();
    Stream stream{std::move(*socket), identity.state()->context};
    stream.set_verify_callback(ssl::host_name_verification(host));
    SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    auto connection = co_await shake_hands(std::move(stream), identity, at_most);
    co_return connection;
}
}  // namespace

core::Result<TlsIdentity> TlsIdentity::server(TlsFiles files) {
    auto state = loaded(true, std::move(files));
    if (!state) return state.error();
    return TlsIdentity{std::move(*state)};
}

core::Result<TlsIdentity> TlsIdentity::client(TlsFiles files) {
    auto state = loaded(false, std::move(files));
    if (!state) return state.error();
    return TlsIdentity{std::move(*state)};
}

core::Result<void> TlsIdentity::reload() {
    auto context = load(*state_);
    if (!context) return context.error();
    state_->context = std::move(*context);
    ++state_->readings;
    return {};
}

async::Task<core::Result<std::unique_ptr<Connection>>> tls_accept(TcpSocket socket, TlsIdentity identity,
                                                                  Span at_most) {
    Stream stream{std::move(socket), identity.state()->context};
    auto connection = co_await shake_hands(std::move(stream), identity, at_most);
    co_return connection;
}

Connector tls_connector(async::Executor executor, std::string host, std::uint16_t port, Span at_most,
                        TlsIdentity identity) {
    return [=] { return connect(executor, host, port, at_most, identity); };
}

}  // namespace vorab::hl7
