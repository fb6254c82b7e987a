#include "hl7/tcp_connection.hpp"

#include <array>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>

#include "common/async/timer.hpp"

namespace vorab::hl7 {
namespace asio = boost::asio;
namespace {
using asio::ip::tcp;
using Resolver = asio::ip::basic_resolver<tcp, async::Executor>;

void set_option(TcpSocket& socket, int level, int name, int value) {
    ::setsockopt(socket.native_handle(), level, name, &value, sizeof value);  // refused: no reason not to talk
}

void prepare(TcpSocket& socket) {
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, 60);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
}

class TcpConnection final : public Connection {
  public:
    explicit TcpConnection(TcpSocket socket)
        : socket_(std::move(socket)), deadline_(socket_.get_executor(), [this] { socket_.cancel(); }) {
        prepare(socket_);
    }

    async::Task<Heard> read(Span at_most) override {
        if (ended_) co_return Heard{{}, true};  // the reactor tells an end only once: another read would wait for ever
        deadline_.expires_after(at_most);
        const auto space = asio::buffer(buffer_);
        const auto [failed, size] = co_await socket_.async_read_some(space, async::as_result);
        deadline_.never();
        if (failed == asio::error::operation_aborted) co_return Heard{};
        ended_ = bool{failed};
        co_return Heard{std::string_view{buffer_.data(), size}, ended_};
    }

    async::Task<bool> write(std::string_view bytes, Span at_most) override {
        deadline_.expires_after(at_most);
        const auto [failed, size] = co_await asio::async_write(socket_, asio::buffer(bytes), async::as_result);
        deadline_.never();
        co_return !failed;
    }

    bool quiet() override {
        char byte = 0;
        const auto found = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return found < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

  private:
    TcpSocket socket_;
    async::Deadline deadline_;
    std::array<char, 65'536> buffer_;
    bool ended_ = false;
};

async::Task<core::Result<std::unique_ptr<Connection>>> connect(async::Executor executor, std::string host,
                                                               std::uint16_t port, Span at_most) {
    const core::Failure unreachable{core::Problem::unreachable, "the HL7 system cannot be reached"};
    Resolver resolver{executor};
    TcpSocket socket{executor};
    async::Deadline deadline{executor, [&] {
                                 resolver.cancel();
                                 boost::system::error_code ignored;
                                 socket.close(ignored);
                             }};
    deadline.expires_after(at_most);
    const std::string service = std::to_string(port);
    const auto [not_found, endpoints] = co_await resolver.async_resolve(host, service, async::as_result);
    if (not_found || deadline.expired()) co_return unreachable;
    const auto [refused, endpoint] = co_await asio::async_connect(socket, endpoints, async::as_result);
    if (refused || deadline.expired()) co_return unreachable;
    co_return tcp_connection(std::move(socket));
}
}  // namespace

std::unique_ptr<Connection> tcp_connection(TcpSocket socket) {
    return std::make_unique<TcpConnection>(std::move(socket));
}

Connector tcp_connector(async::Executor executor, std::string host, std::uint16_t port, Span at_most) {
    return [=] { return connect(executor, host, port, at_most); };
}

}  // namespace vorab::hl7
