#include "hl7/tcp_connection.hpp"

#include <boost/asio/connect.hpp>

#include "hl7/stream_connection.hpp"

namespace vorab::hl7 {
namespace asio = boost::asio;
namespace {
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, async::Executor>;

async::Task<core::Result<std::unique_ptr<Connection>>> connect(async::Executor executor, std::string host,
                                                               std::uint16_t port, Span at_most) {
    auto socket = co_await tcp_connect(executor, std::move(host), port, at_most);
    if (!socket) co_return socket.error();
    co_return tcp_connection(std::move(*socket));
}
}  // namespace

async::Task<core::Result<TcpSocket>> tcp_connect(async::Executor executor, std::string host, std::uint16_t port,
                                                 Span at_most) {
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
    co_return std::move(socket);
}

std::unique_ptr<Connection> tcp_connection(TcpSocket socket) {
    return std::make_unique<StreamConnection<TcpSocket>>(std::move(socket));
}

Connector tcp_connector(async::Executor executor, std::string host, std::uint16_t port, Span at_most) {
    return [=] { return connect(executor, host, port, at_most); };
}

}  // namespace vorab::hl7
