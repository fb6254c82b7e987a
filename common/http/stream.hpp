#pragma once
// Bytes to and from one peer, over TLS or plain TCP. For the files of this room only.
// A stream tries and says what it waits for; waiting is the same for both kinds and stands in stream.cpp. So OpenSSL
// reads and writes the socket directly: no pair of buffers between, and an idle connection holds almost no memory.
#include <chrono>
#include <memory>
#include <span>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "common/async/task.hpp"
#include "common/http/message.hpp"
#include "common/http/tls.hpp"

namespace vorab::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, async::Executor>;

class Stream {
  public:
    enum class Next { done, wait_readable, wait_writable, ended };
    struct Step {
        Next next = Next::ended;
        std::size_t bytes = 0;
    };

    explicit Stream(Socket socket);
    virtual ~Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// One attempt, without waiting.
    virtual Step try_read(std::span<char> buffer) = 0;
    virtual Step try_write(std::string_view bytes) = 0;

    /// Says goodbye to the peer (TLS close_notify, then FIN), without waiting for it.
    virtual void shutdown() = 0;

    /// From now on nothing waits: a read or write that waits, or would have to, reports an end. What can be said
    /// without waiting may still be said.
    void cancel();
    void close();
    bool is_open() const { return socket_.is_open(); }

    /// The peer says nothing before it has heard us, or read us: the next read waits, and does not look first.
    void expect_later() { later_ = true; }

    /// The lists of revoked certificates have changed since it was let in, or its own has ended: this peer has to show
    /// its certificate again, on a new connection.
    virtual bool is_outdated() const { return false; }

    /// At least one byte, or 0 at the end: closed, broken off or cancelled.
    async::Task<std::size_t> read_some(std::span<char> buffer);

    /// All bytes; false when the peer has gone or cancel() was called.
    async::Task<bool> write(std::string_view bytes);

    /// After shutdown(): reads what still comes and throws it away, so that the peer gets to read our last words before
    /// a reset (RFC 9112 9.6). Ends with the peer's end, `most` bytes or cancel().
    async::Task<void> discard(std::size_t most);

    Socket& socket() { return socket_; }
    const Peer& peer() const { return peer_; }
    /// Who is at the other end of a balancer.
    void know(const std::string& address) { peer_.address = address; }

  protected:
    /// Bytes that were taken from the socket and not asked for yet: no wait would end with them.
    virtual bool holds_bytes() const = 0;

    /// Throws operation_aborted when the task was cancelled, returns false when the wait ended otherwise.
    async::Task<bool> wait(Next next);

    Socket socket_;
    Peer peer_;
    bool cancelled_ = false;
    bool later_ = false;
};

std::unique_ptr<Stream> plain_stream(Socket socket);

/// Takes part in the TLS handshake as server or client, as `tls` was made; unreachable, with the reason, when it fails.
/// `host` is what a client checks the server's certificate against: a DNS name or an IP address.
async::Task<core::Result<std::unique_ptr<Stream>>> tls_stream(Socket socket, TlsContext tls, std::string host,
                                                              std::chrono::milliseconds at_most);

}  // namespace vorab::http
