#include "hl7/tls_connection.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "hl7/stream_connection.hpp"

namespace vorab::hl7 {
namespace ssl = boost::asio::ssl;

struct TlsIdentity::State {
    bool is_server = false;
    TlsFiles files;
    std::shared_ptr<ssl::context> context;  ///< replaced as a whole; each connection holds the one it began with
};

namespace {
using TlsStream = ssl::stream<TcpSocket>;

/// Keeps the context alive as long as the connection lives.
struct Stream : TlsStream {
    Stream(TcpSocket socket, std::shared_ptr<ssl::context> of)
        : TlsStream(std::move(socket), *of), context(std::move(of)) {}
    std::shared_ptr<ssl::context> context;
};

std::shared_ptr<ssl::context> new_context(bool is_server, bool allow_tls_1_2) {
    auto context = std::make_shared<ssl::context>(is_server ? ssl::context::tls_server : ssl::context::tls_client);
    SSL_CTX* const raw = context->native_handle();
    SSL_CTX_set_security_level(raw, 2);  // no SHA-1 signatures, no RSA below 2048 bits
    SSL_CTX_set_min_proto_version(raw, allow_tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(raw, "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM");
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    return context;
}

core::Failure cannot(core::PublicText what, const std::string& file) {
    return core::failure(core::Problem::malformed, what + core::PublicText::from_operator(file));
}

/// Once a list is out of date it still counts: messages go on while somebody renews it.
int let_old_lists_count(int well, X509_STORE_CTX* verifying) {
    return X509_STORE_CTX_get_error(verifying) == X509_V_ERR_CRL_HAS_EXPIRED ? 1 : well;
}

bool refuse_revoked(SSL_CTX* context, const std::string& lists) {
    X509_STORE* const store = SSL_CTX_get_cert_store(context);
    X509_LOOKUP* const lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), &let_old_lists_count);
    return X509_load_crl_file(lookup, lists.c_str(), X509_FILETYPE_PEM) > 0;
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
    if (!files.client_revoked.empty() && !refuse_revoked(context->native_handle(), files.client_revoked))
        return cannot("not a PEM file of certificate revocation lists: ", files.client_revoked);
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

/// Null when it fails or takes too long.
async::Task<std::unique_ptr<Connection>> shake_hands(Stream stream, ssl::stream_base::handshake_type side,
                                                     Span at_most) {
    async::Deadline deadline{stream.get_executor(), [&] {
                                 boost::system::error_code ignored;
                                 stream.next_layer().close(ignored);
                             }};
    deadline.expires_after(at_most);
    const auto [failed] = co_await stream.async_handshake(side, async::as_result);
    if (failed || deadline.expired()) co_return nullptr;
    deadline.never();
    co_return std::make_unique<StreamConnection<Stream>>(std::move(stream));
}

async::Task<core::Result<std::unique_ptr<Connection>>> connect(async::Executor executor, std::string host,
                                                               std::uint16_t port, Span at_most, TlsIdentity identity) {
    auto socket = co_await tcp_connect(executor, host, port, at_most);
    if (!socket) co_return socket.error();
    Stream stream{std::move(*socket), identity.state()->context};
    stream.set_verify_callback(ssl::host_name_verification(host));
    SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    auto connection = co_await shake_hands(std::move(stream), ssl::stream_base::client, at_most);
    if (!connection)
        co_return core::failure(core::Problem::unreachable, "no TLS with the HL7 system: see certificates");
    co_return std::move(connection);
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
    return {};
}

async::Task<std::unique_ptr<Connection>> tls_accept(TcpSocket socket, TlsIdentity identity, Span at_most) {
    Stream stream{std::move(socket), identity.state()->context};
    auto connection = co_await shake_hands(std::move(stream), ssl::stream_base::server, at_most);
    co_return connection;
}

Connector tls_connector(async::Executor executor, std::string host, std::uint16_t port, Span at_most,
                        TlsIdentity identity) {
    return [=] { return connect(executor, host, port, at_most, identity); };
}

}  // namespace vorab::hl7
