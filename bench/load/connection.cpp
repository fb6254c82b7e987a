#include "bench/load/connection.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <openssl/err.h>

namespace vorab::bench {
namespace {
int begin_to_connect(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) throw std::runtime_error("no socket left");
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const linger at_once{1, 0};  // no TIME_WAIT: thousands of connections a run
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    return socket;
}
}  // namespace

Context client_context(const std::string& certificate) {
    Context context{SSL_CTX_new(TLS_client_method())};
    SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (certificate.empty()) return context;
    const std::string key = certificate.substr(0, certificate.rfind('.')) + ".key";
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
        throw std::runtime_error("no certificate with its key: " + certificate);
    }
    return context;
}

Connection::Connection(SSL_CTX* context, std::uint16_t port, SSL_SESSION* resume)
    : socket_(begin_to_connect(port)), ssl_(SSL_new(context)) {
    SSL_set_fd(ssl_.get(), socket_);
    SSL_set_connect_state(ssl_.get());
    if (resume != nullptr) SSL_set_session(ssl_.get(), resume);
}

Connection::~Connection() {
    SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);  // else its session would count as bad
    ::close(socket_);
}

bool Connection::must_wait(int outcome) const {
    const int error = SSL_get_error(ssl_.get(), outcome);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

Connection::State Connection::go_on() {
    ERR_clear_error();
    if (state_ == State::connecting || state_ == State::shaking_hands) shake_hands();
    if (state_ == State::busy && !unsent_.empty()) write();
    if (state_ == State::busy) read();
    return state_;
}

void Connection::shake_hands() {
    state_ = State::shaking_hands;
    const int outcome = SSL_do_handshake(ssl_.get());
    if (outcome == 1) {
        state_ = State::idle;
    } else if (!must_wait(outcome)) {
        state_ = State::failed;
    }
}

void Connection::send(std::string_view request) {
    unsent_ = request;
    received_.clear();
    state_ = State::busy;
    ERR_clear_error();
    write();
}

void Connection::write() {
    while (!unsent_.empty()) {
        std::size_t count = 0;
        const int outcome = SSL_write_ex(ssl_.get(), unsent_.data(), unsent_.size(), &count);
        if (outcome != 1) {
            if (!must_wait(outcome)) state_ = State::failed;
            return;
        }
        unsent_.remove_prefix(count);
    }
}

void Connection::read() {
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        std::size_t count = 0;
        const int outcome = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
        if (outcome != 1) {
            if (!must_wait(outcome)) state_ = State::failed;
            return;
        }
        received_.append(buffer.data(), count);
        if (!answer_is_whole()) continue;
        state_ = State::done;
        return;
    }
}

std::string Connection::take_more() {
    std::string more;
    if (!received_.empty()) more = std::exchange(received_, {}).substr(head_);
    std::array<char, 16 * 1024> buffer;
    ERR_clear_error();
    for (;;) {
        std::size_t count = 0;
        const int outcome = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
        if (outcome == 1) {
            more.append(buffer.data(), count);
            continue;
        }
        if (!must_wait(outcome)) state_ = State::failed;
        return more;
    }
}

void Connection::say(std::string_view bytes) {
    std::size_t count = 0;
    ERR_clear_error();
    SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
}

/// With Content-Length, as all of the measured servers answer.
bool Connection::answer_is_whole() {
    const auto head = received_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    head_ = head + 4;
    std::from_chars(received_.data() + 9, received_.data() + 12, status_);
    static constexpr std::string_view name = "ontent-";  // both spellings
    std::size_t length = 0;
    for (auto at = received_.find(name); at < head; at = received_.find(name, at + 1)) {
        const auto value = std::string_view{received_}.substr(at + name.size());
        if (value.starts_with("Length: ") || value.starts_with("length: "))
            std::from_chars(value.data() + 8, value.data() + value.size(), length);
    }
    return received_.size() >= head_ + length;
}
}  // namespace vorab::bench
