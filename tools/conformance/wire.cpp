#include "tools/conformance/wire.hpp"

#include <array>
#include <charconv>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tools/conformance/check.hpp"

namespace vorab::conformance {
using std::chrono::milliseconds;

namespace {
template <auto release>
struct Releases {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};

timeval span_of(milliseconds span) {
    return {span.count() / 1000, static_cast<suseconds_t>(span.count() % 1000 * 1000)};
}

/// A name as OpenSSL's tools write it; an IPv6 address stands without its brackets.
int connected_socket(const http::Origin& origin) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const auto port = std::to_string(origin.port);
    if (getaddrinfo(origin.host.c_str(), port.c_str(), &hints, &found) != 0) throw Broken("no such host");
    const std::unique_ptr<addrinfo, Releases<freeaddrinfo>> all{found};
    for (const addrinfo* one = all.get(); one != nullptr; one = one->ai_next) {
        const int socket = ::socket(one->ai_family, one->ai_socktype, one->ai_protocol);
        const auto patience = span_of(milliseconds{5000});
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (connect(socket, one->ai_addr, one->ai_addrlen) == 0) return socket;
        close(socket);
    }
    throw Broken("no connection");
}

std::string reason_of_openssl() {
    const auto* reason = ERR_reason_error_string(ERR_get_error());
    ERR_clear_error();
    return reason == nullptr ? "closed" : reason;
}

std::string_view line_of(std::string_view head, std::string_view name) {
    const auto at = head.find(name);
    if (at == std::string_view::npos) return {};
    const auto rest = head.substr(at + name.size());
    return rest.substr(0, rest.find("\r\n"));
}

template <class Number>
Number number_in(std::string_view text) {
    Number value{};
    while (text.starts_with(' ')) text.remove_prefix(1);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}
}  // namespace

struct Wire::State {
    std::unique_ptr<SSL_CTX, Releases<SSL_CTX_free>> context{SSL_CTX_new(TLS_client_method())};
    std::unique_ptr<SSL, Releases<SSL_free>> ssl;
    int socket = -1;
    bool ended = false;
    ~State() {
        if (socket >= 0) close(socket);
    }
};

Wire::Wire(const WireOptions& options) : state_(std::make_unique<State>()) {
    auto* context = state_->context.get();
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context, options.newest_tls == 12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    if (SSL_CTX_load_verify_locations(context, options.ca.c_str(), nullptr) != 1) throw Broken("--ca cannot be read");
    state_->socket = connected_socket(options.origin);
    state_->ssl.reset(SSL_new(context));
    auto* ssl = state_->ssl.get();
    SSL_set_fd(ssl, state_->socket);
    SSL_set_tlsext_host_name(ssl, options.origin.host.c_str());
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), options.origin.host.c_str()) != 1)
        SSL_set1_host(ssl, options.origin.host.c_str());
    ERR_clear_error();
    if (SSL_connect(ssl) != 1) throw Broken("the TLS handshake fails: " + reason_of_openssl());
}

Wire::~Wire() = default;

std::string Wire::tls_version() const { return SSL_get_version(state_->ssl.get()); }

void Wire::write(std::string_view bytes) {
    std::size_t written = 0;
    if (SSL_write_ex(state_->ssl.get(), bytes.data(), bytes.size(), &written) != 1) state_->ended = true;
}

std::string Wire::read(milliseconds silence, std::string_view enough) {
    std::string all;
    std::array<char, 16 * 1024> buffer{};
    while (all.find(enough) == std::string::npos) {
        const auto patience = span_of(all.empty() ? milliseconds{5000} : silence);
        setsockopt(state_->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        std::size_t count = 0;
        if (SSL_read_ex(state_->ssl.get(), buffer.data(), buffer.size(), &count) != 1) {
            const int why = SSL_get_error(state_->ssl.get(), 0);
            state_->ended =
                why == SSL_ERROR_ZERO_RETURN || why == SSL_ERROR_SSL || (why == SSL_ERROR_SYSCALL && errno != EAGAIN);
            ERR_clear_error();
            break;
        }
        all.append(buffer.data(), count);
    }
    return all;
}

bool Wire::ended() const { return state_->ended; }

std::vector<http::ClientResponse> answers_in(std::string_view bytes) {
    std::vector<http::ClientResponse> answers;
    while (bytes.starts_with("HTTP/1.1 ")) {
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos) break;
        const auto head = bytes.substr(0, end + 2);
        http::ClientResponse answer;
        answer.status = number_in<int>(head.substr(9, 3));
        const auto length = number_in<std::size_t>(line_of(head, "\r\nContent-Length:"));
        auto type = line_of(head, "\r\nContent-Type:");
        while (type.starts_with(' ')) type.remove_prefix(1);
        answer.headers.add("Content-Type", std::string{type});
        if (bytes.size() < end + 4 + length) break;
        answer.body = bytes.substr(end + 4, length);
        bytes.remove_prefix(end + 4 + length);
        answers.push_back(std::move(answer));
    }
    return answers;
}
}  // namespace vorab::conformance
