#include "common/http/tls.hpp"

#include <fstream>
#include <sstream>
#include <string_view>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "common/http/tls_state.hpp"
#include "common/trust/revocations.hpp"

namespace vorab::http {
namespace {
using Context = TlsContext::State::Context;
using Loaded = core::Result<Context>;

constexpr long session_seconds = 3600;  // a resumed session keeps its certificate check for this long at most

core::Failure cannot(core::PublicText what, const std::filesystem::path& path) {
    ERR_clear_error();
    return core::failure(core::Problem::malformed, what + core::PublicText::from_operator(path.string()));
}

/// HTTP/1.1 is all we speak: a client that offers only other protocols is told so in the handshake (RFC 7301 3.2).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int size, void*) {
    static constexpr std::string_view ours = "\x08http/1.1";
    auto* const first = reinterpret_cast<const unsigned char*>(ours.data());
    unsigned char* found = nullptr;
    const int outcome = SSL_select_next_proto(&found, length, first, ours.size(), offered, size);
    *chosen = found;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// What BSI TR-02102-2 recommends and OpenSSL 3.0 has: forward secrecy and AES-GCM only.
Context new_context(const SSL_METHOD* method, bool allow_tls_1_2) {
    Context context{SSL_CTX_new(method), &SSL_CTX_free};
    SSL_CTX* const raw = context.get();
    SSL_CTX_set_security_level(raw, 2);  // no SHA-1 signatures, no RSA below 2048 bits
    SSL_CTX_set_min_proto_version(raw, allow_tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(raw, "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM");
    SSL_CTX_set1_groups_list(raw, "P-256:X25519");
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(raw,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(raw, 1);
    SSL_CTX_set_verify_depth(raw, 4);
    return context;
}

std::optional<core::Failure> use_identity(SSL_CTX* context, const std::filesystem::path& chain,
                                          const std::filesystem::path& key) {
    if (SSL_CTX_use_certificate_chain_file(context, chain.c_str()) != 1)
        return cannot("not a PEM certificate chain: ", chain);
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
        return cannot("not a PEM private key, or not the certificate's: ", key);
    return std::nullopt;
}

std::optional<core::Failure> trust_in(SSL_CTX* context, const std::filesystem::path& ca, int how) {
    if (SSL_CTX_load_verify_file(context, ca.c_str()) != 1) return cannot("not a PEM file of CA certificates: ", ca);
    SSL_CTX_set_verify(context, how, nullptr);
    return std::nullopt;
}

/// Nobody resumes for longer than a full handshake would let him in.
bool has_expired(SSL_SESSION* session) {
    const X509* const peer = SSL_SESSION_get0_peer(session);
    return peer != nullptr && X509_cmp_current_time(X509_get0_notAfter(peer)) < 0;
}

/// A ticket is good for its hour and is not renewed: else who resumes in time would never again be asked for a
/// certificate that holds. What ends it sooner: an expired certificate, and a reload, whose context has other keys.
SSL_TICKET_RETURN judge_ticket(SSL*, SSL_SESSION* session, const unsigned char*, std::size_t, SSL_TICKET_STATUS status,
                               void*) {
    switch (status) {
        case SSL_TICKET_SUCCESS:
        case SSL_TICKET_SUCCESS_RENEW:
            return has_expired(session) ? SSL_TICKET_RETURN_IGNORE_RENEW : SSL_TICKET_RETURN_USE;
        case SSL_TICKET_EMPTY:
        case SSL_TICKET_NO_DECRYPT:
            return SSL_TICKET_RETURN_IGNORE_RENEW;
        default:
            return SSL_TICKET_RETURN_ABORT;
    }
}

/// A copy: OpenSSL declares a connection's own session unfit when that connection breaks off.
int keep_session(SSL* ssl, SSL_SESSION* session) {
    auto* const place = static_cast<KeptSession*>(SSL_get_app_data(ssl));
    if (place != nullptr) place->reset(SSL_SESSION_dup(session));
    return 0;
}

Loaded load_server(const TlsServerOptions& options) {
    Context context = new_context(TLS_server_method(), options.allow_tls_1_2);
    if (auto wrong = use_identity(context.get(), options.certificate_chain, options.private_key)) return *wrong;
    if (options.client_ca) {
        const int must = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
        if (auto wrong = trust_in(context.get(), *options.client_ca, must)) return *wrong;
        if (options.client_revoked) {
            if (auto wrong = trust::refuse_revoked(context.get(), *options.client_revoked)) return *wrong;
        }
    }
    static constexpr unsigned char name[] = "vorab";
    SSL_CTX_set_session_id_context(context.get(), name, sizeof name - 1);
    SSL_CTX_set_timeout(context.get(), session_seconds);
    SSL_CTX_set_num_tickets(context.get(), 1);
    SSL_CTX_set_session_ticket_cb(context.get(), nullptr, &judge_ticket, nullptr);
    SSL_CTX_set_alpn_select_cb(context.get(), &choose_protocol, nullptr);
    return context;
}

Loaded load_client(const TlsClientOptions& options) {
    Context context = new_context(TLS_client_method(), false);
    if (auto wrong = trust_in(context.get(), options.server_ca, SSL_VERIFY_PEER)) return *wrong;
    if (options.certificate_chain && options.private_key) {
        if (auto wrong = use_identity(context.get(), *options.certificate_chain, *options.private_key)) return *wrong;
    }
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context.get(), &keep_session);
    static constexpr unsigned char protocols[] = "\x08http/1.1";
    SSL_CTX_set_alpn_protos(context.get(), protocols, sizeof protocols - 1);
    return context;
}

std::string content_of(const std::optional<std::filesystem::path>& path) {
    if (!path) return {};
    std::ostringstream text;
    text << std::ifstream{*path}.rdbuf();
    return std::move(text).str();
}

Loaded load(const TlsContext::State& state) {
    return state.is_server ? load_server(state.server) : load_client(state.client);
}
}  // namespace

core::Result<TlsContext> TlsContext::server(const TlsServerOptions& options) {
    TlsContext made{std::make_shared<State>(State{true, options})};
    const auto loaded = made.reload();
    if (!loaded) return loaded.error();
    return made;
}

core::Result<TlsContext> TlsContext::client(const TlsClientOptions& options) {
    TlsContext made{std::make_shared<State>(State{false, {}, options})};
    const auto loaded = made.reload();
    if (!loaded) return loaded.error();
    return made;
}

TlsContext::Files TlsContext::files() const {
    const std::filesystem::path none;
    const auto& server = state_->server;
    const auto& client = state_->client;
    if (state_->is_server)
        return {server.certificate_chain, server.private_key, server.client_ca.value_or(none),
                server.client_revoked.value_or(none)};
    return {client.certificate_chain.value_or(none), client.private_key.value_or(none), client.server_ca, none};
}

core::Result<void> TlsContext::reload() {
    // First, so that a list replaced meanwhile is seen as another the next time.
    std::string revoked = content_of(state_->server.client_revoked);
    auto loaded = load(*state_);
    if (!loaded) return loaded.error();
    state_->context = std::move(*loaded);
    state_->sessions = std::make_shared<KeptSessions>();
    if (revoked != state_->revoked) ++state_->revocations;
    state_->revoked = std::move(revoked);
    return {};
}
}  // namespace vorab::http
