#include "espax/tls_stream.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "common/async/timer.hpp"
#include "espax/queued_stream.hpp"

namespace vorab::espax {
namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

struct TlsContext::State {
    ssl::context context{ssl::context::tls};
    bool is_server = false;
    std::string name;  ///< a client expects it in the server's certificate
};

namespace {
using Connection = ssl::stream<PlainSocket>;
using core::Failure;
using core::Problem;

void require_tls_1_2(ssl::context& context) {
    context.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::no_compression);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
}

/// Runs `load`, which throws when a file is not what it should be.
core::Result<std::shared_ptr<TlsContext::State>> loaded(const auto& load) {
    auto state = std::make_shared<TlsContext::State>();
    try {
        require_tls_1_2(state->context);
        load(*state);
    } catch (const boost::system::system_error&) {
        return Failure{Problem::malformed, "certificate, key or authority of an alarm server cannot be used"};
    }
    return state;
}

/// In words of ours: OpenSSL's may quote the peer.
core::PublicText complaint(long verdict) {
    switch (verdict) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return "the alarm server's certificate has expired";
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "the alarm server's certificate is not valid yet";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return "the alarm server's certificate carries another name";
        default:
            return "the alarm server's certificate is not of the trusted authority";
    }
}

/// Asio's own check says yes or no; the reason is kept for the log.
void expect(Connection& connection, const std::string& name) {
    connection.set_verify_mode(ssl::verify_peer);
    const ssl::host_name_verification named{name};
    connection.set_verify_callback([named](bool preverified, ssl::verify_context& context) {
        const bool trusted = named(preverified, context);
        if (preverified && !trusted) X509_STORE_CTX_set_error(context.native_handle(), X509_V_ERR_HOSTNAME_MISMATCH);
        return trusted;
    });
    boost::system::error_code is_a_name;
    asio::ip::make_address(name, is_a_name);
    if (is_a_name) SSL_set_tlsext_host_name(connection.native_handle(), name.c_str());
}

std::unique_ptr<Stream> stream_over(Connection connection) {
    return std::make_unique<QueuedStream<Connection>>(std::move(connection));
}
}  // namespace

core::Result<TlsContext> TlsContext::client(const TlsOptions& options) {
    auto state = loaded([&](State& made) {
        made.name = options.name;
        made.context.load_verify_file(options.ca.string());
        if (!options.certificate_chain || !options.private_key) return;
        made.context.use_certificate_chain_file(options.certificate_chain->string());
        made.context.use_private_key_file(options.private_key->string(), ssl::context::pem);
    });
    if (!state) return state.error();
    return TlsContext{*state};
}

core::Result<TlsContext> TlsContext::server(const TlsServerOptions& options) {
    auto state = loaded([&](State& made) {
        made.is_server = true;
        made.context.use_certificate_chain_file(options.certificate_chain.string());
        made.context.use_private_key_file(options.private_key.string(), ssl::context::pem);
        if (!options.client_ca) return;
        made.context.load_verify_file(options.client_ca->string());
        made.context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    });
    if (!state) return state.error();
    return TlsContext{*state};
}

async::Task<core::Result<std::unique_ptr<Stream>>> tls_stream(PlainSocket socket, TlsContext context,
                                                              std::chrono::milliseconds within) {
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    const auto executor = socket.get_executor();
    auto& state = *context.state();
    Connection connection{std::move(socket), state.context};
    if (!state.is_server) expect(connection, state.name);
    async::Deadline deadline{executor, [&connection] {
                                 boost::system::error_code closed;
                                 connection.lowest_layer().close(closed);
                             }};
    deadline.expires_after(within);
    const auto side = state.is_server ? ssl::stream_base::server : ssl::stream_base::client;
    auto [error] = co_await connection.async_handshake(side, async::as_result);
    if (!error && !deadline.expired()) co_return stream_over(std::move(connection));
    const long verdict = SSL_get_verify_result(connection.native_handle());
    if (verdict != X509_V_OK) co_return Failure{Problem::refused_by_peer, complaint(verdict)};
    co_return Failure{Problem::unreachable, "the TLS handshake with the alarm server did not succeed"};
}

}  // namespace vorab::espax
