#include <array>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "common/async/timer.hpp"
#include "common/core/encoding.hpp"
#include "common/http/socket_bio.hpp"
#include "common/http/stream.hpp"
#include "common/http/tls_state.hpp"
#include "common/trust/peers.hpp"

namespace vorab::http {
namespace {
struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};

std::string fingerprint(const X509* certificate) {
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    return core::to_hex({digest.data(), digest.size()});
}

/// The subject's common name as UTF-8; nothing when there is none, more than one, or one with a NUL in it.
std::optional<std::string> common_name(const X509* certificate) {
    const X509_NAME* const subject = X509_get_subject_name(certificate);
    const int first = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (first < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, first) >= 0) return std::nullopt;
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first)));
    if (size < 0) return std::nullopt;
    std::string name{reinterpret_cast<char*>(text), static_cast<std::size_t>(size)};
    OPENSSL_free(text);
    if (name.find('\0') != std::string::npos) return std::nullopt;
    return name;
}

class TlsStream final : public Stream {
  public:
    TlsStream(Socket socket, std::shared_ptr<const TlsContext::State> tls, const std::string& host)
        : Stream(std::move(socket)),
          tls_(std::move(tls)),
          revocations_(tls_->revocations),
          ssl_(SSL_new(tls_->context.get())) {
        if (!ssl_) throw std::bad_alloc();
        BIO* const bio = new_socket_bio(socket_.native_handle());
        SSL_set_bio(ssl_.get(), bio, bio);
        if (tls_->is_server) {
            SSL_set_accept_state(ssl_.get());
        } else {
            SSL_set_connect_state(ssl_.get());
            expect(host);
            resume(tls_->sessions, host);
        }
    }

    bool is_outdated() const override {
        return revocations_ != tls_->revocations || (ends_ && std::time(nullptr) > *ends_);
    }

    Step try_handshake() {
        ERR_clear_error();
        return step(SSL_do_handshake(ssl_.get()), 0);
    }
    Step try_read(std::span<char> buffer) override {
        if (!is_open()) return {};  // the number of a closed socket may be another's by now
        ERR_clear_error();
        std::size_t count = 0;
        const int outcome = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
        return step(outcome, count);
    }
    Step try_write(std::string_view bytes) override {
        if (!is_open()) return {};  // the number of a closed socket may be another's by now
        ERR_clear_error();
        std::size_t count = 0;
        const int outcome = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
        return step(outcome, count);
    }
    void shutdown() override {
        if (!is_open()) return;
        ERR_clear_error();
        if (!broken_) SSL_shutdown(ssl_.get());  // sends close_notify; the peer's own is not waited for
        boost::system::error_code gone;
        socket_.shutdown(Socket::shutdown_send, gone);
    }

    async::Task<core::Result<void>> handshake() {
        for (;;) {
            const Step now = try_handshake();
            if (now.next == Next::done) break;
            if (now.next == Next::ended && session_ != nullptr) session_->reset();  // the next one begins afresh
            if (now.next == Next::ended)
                co_return core::failure(core::Problem::unreachable,
                                        trust::handshake_reason(ssl_.get(), ERR_peek_error()));
            const bool ready = co_await wait(now.next);
            if (!ready) co_return core::failure(core::Problem::unreachable, "no TLS handshake in time");
        }
        note_peer();
        co_return core::Result<void>();
    }

  private:
    bool holds_bytes() const override { return SSL_has_pending(ssl_.get()) == 1; }

    /// The certificate must name this host; an address is looked for among the addresses only (RFC 6125, RFC 9525).
    void expect(const std::string& host) {
        X509_VERIFY_PARAM* const rules = SSL_get0_param(ssl_.get());
        if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1) return;
        ERR_clear_error();
        X509_VERIFY_PARAM_set_hostflags(rules,
                                        X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
        SSL_set_tlsext_host_name(ssl_.get(), host.c_str());
    }

    /// The certificate was checked when the session began: for this very host, by the same context.
    void resume(const std::shared_ptr<KeptSessions>& sessions, const std::string& host) {
        boost::system::error_code gone;
        const auto peer = socket_.remote_endpoint(gone);
        sessions_ = sessions;
        session_ = &(*sessions_)[host + ":" + std::to_string(peer.port())];
        SSL_set_app_data(ssl_.get(), session_);
        const KeptSession copy{*session_ ? SSL_SESSION_dup(session_->get()) : nullptr};  // see keep_session()
        if (copy) SSL_set_session(ssl_.get(), copy.get());
    }

    void note_peer() {
        const X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
        if (certificate == nullptr || SSL_get_verify_mode(ssl_.get()) == SSL_VERIFY_NONE) return;
        peer_.certificate_sha256 = fingerprint(certificate);
        peer_.certificate_name = common_name(certificate);
        ends_ = trust::first_end(ssl_.get());
    }

    Step step(int outcome, std::size_t count) {
        if (outcome == 1) return {Next::done, count};
        switch (SSL_get_error(ssl_.get(), outcome)) {
            case SSL_ERROR_WANT_READ:
                return {Next::wait_readable, 0};
            case SSL_ERROR_WANT_WRITE:
                return {Next::wait_writable, 0};
            case SSL_ERROR_ZERO_RETURN:
                return {Next::ended, 0};
            default:
                broken_ = true;  // RFC 8446 6.2: nothing more may be sent
                return {Next::ended, 0};
        }
    }

    std::shared_ptr<KeptSessions> sessions_;  ///< keeps `session_`
    KeptSession* session_ = nullptr;          ///< of this host; null at a server
    std::shared_ptr<const TlsContext::State> tls_;
    std::uint64_t revocations_;
    std::optional<std::time_t> ends_ = {};  ///< of the certificate that the peer showed
    std::unique_ptr<SSL, FreeSsl> ssl_;
    bool broken_ = false;
};
}  // namespace

async::Task<core::Result<std::unique_ptr<Stream>>> tls_stream(Socket socket, TlsContext tls, std::string host,
                                                              std::chrono::milliseconds at_most) {
    const auto executor = socket.get_executor();
    auto stream = std::make_unique<TlsStream>(std::move(socket), tls.state(), host);
    async::Deadline deadline{executor, [raw = stream.get()] { raw->cancel(); }};
    deadline.expires_after(at_most);
    const auto agreed = co_await stream->handshake();
    if (!agreed) co_return agreed.error();
    co_return core::Result<std::unique_ptr<Stream>>(std::move(stream));
}
}  // namespace vorab::http
