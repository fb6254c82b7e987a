#pragma once
// One client connection of the load generator: TLS 1.3 over a non-blocking socket, one request at a time.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace vorab::bench {

struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSession {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using Context = std::unique_ptr<SSL_CTX, FreeContext>;
using TicketOf = std::unique_ptr<SSL_SESSION, FreeSession>;

/// TLS 1.3 without verification: what is measured is the server. `certificate` (with its key beside it, .pem and .key)
/// is shown to a server that asks; empty: none.
Context client_context(const std::string& certificate);

class Connection {
  public:
    enum class State { connecting, shaking_hands, idle, busy, done, failed };

    /// Begins to connect to 127.0.0.1. `resume` (nullable) is offered to the server.
    Connection(SSL_CTX* context, std::uint16_t port, SSL_SESSION* resume);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int socket() const { return socket_; }
    State state() const { return state_; }

    /// The socket is ready: goes on as far as it can without waiting. `done`: a whole answer is here.
    State go_on();

    /// Only when idle or done. `request` lives until the answer is here.
    void send(std::string_view request);

    /// After an answer that is the last thing in HTTP (101): what came since, as far as there is something without
    /// waiting; and words of ours, which nobody waits for.
    std::string take_more();
    void say(std::string_view bytes);

    int status() const { return status_; }  ///< of the last answer
    bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
    TicketOf ticket() const { return TicketOf{SSL_get1_session(ssl_.get())}; }

  private:
    void shake_hands();
    void write();
    void read();
    bool answer_is_whole();
    bool must_wait(int outcome) const;

    int socket_;
    std::unique_ptr<SSL, FreeSsl> ssl_;
    State state_ = State::connecting;
    std::string_view unsent_;
    std::string received_;
    std::size_t head_ = 0;  ///< its length
    int status_ = 0;
};
}  // namespace vorab::bench
