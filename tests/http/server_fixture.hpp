#pragma once
// A real server on a port of its own, and a peer that sends exactly the bytes a test wants.
#include <boost/asio/ip/tcp.hpp>

#include "common/async/timer.hpp"
#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run.hpp"
#include "tests/support/test_pki.hpp"

namespace vorab::test {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, async::Executor>;

/// The certificates of the whole test program: making them once is enough.
TestPki& pki();

/// A server whose handler is `handler`; counts what reaches it. Plain HTTP unless `options.tls` is set.
class RunningServer {
  public:
    RunningServer(boost::asio::io_context& loop, http::Handler handler, http::ServerOptions options = {});

    http::Server& server() { return server_; }
    std::uint16_t port() const { return server_.port(); }
    int handled() const { return handled_; }
    const std::string& log_lines() const { return lines_; }
    http::Origin origin(bool tls) const { return {tls, "localhost", server_.port()}; }
    async::Task<void> stop();

  private:
    async::Task<http::Response> count(http::Request& request);

    int handled_ = 0;
    std::string lines_;
    core::Log log_;
    http::Handler handler_;
    http::Server server_;
    async::TaskGroup listening_;
};

/// A plain connection to 127.0.0.1 that says what it is told, byte for byte.
class RawPeer {
  public:
    explicit RawPeer(async::Executor executor) : socket_(executor) {}
    async::Task<void> connect(std::uint16_t port);
    /// From another address of this machine: all of 127.0.0.0/8 are.
    async::Task<void> connect(std::uint16_t port, std::string from);
    async::Task<void> send(std::string bytes);
    /// Everything until the server closes; an error counts as an end.
    async::Task<std::string> read_to_end();
    /// Until `mark` has arrived (or the end).
    async::Task<std::string> read_until(std::string mark);
    void finish_sending();
    void close() { socket_.close(); }
    Socket& socket() { return socket_; }

  private:
    Socket socket_;
};

/// Sends `bytes` and returns everything that came back before the server closed.
async::Task<std::string> exchange(async::Executor executor, std::uint16_t port, std::string bytes);

/// Answers 200 with the body that came.
async::Task<http::Response> echo(http::Request& request);

}  // namespace vorab::test
