#include "espax/stream.hpp"

#include <boost/asio/connect.hpp>

#include "common/async/timer.hpp"
#include "espax/plain_stream.hpp"
#include "espax/tls_stream.hpp"

namespace vorab::espax {
namespace asio = boost::asio;

namespace {

using Protocol = asio::ip::tcp;
using Resolver = asio::ip::basic_resolver<Protocol, async::Executor>;

core::Failure unreachable() { return {core::Problem::unreachable, "the alarm server cannot be reached"}; }

async::Task<core::Result<PlainSocket>> connect_socket(async::Executor executor, std::string host, std::uint16_t port,
                                                      std::chrono::milliseconds within) {
    Resolver resolver{executor};
    PlainSocket socket{executor};
    boost::system::error_code ignored;
    async::Deadline deadline{executor, [&] {
                                 resolver.cancel();
                                 socket.close(ignored);
                             }};
    deadline.expires_after(within);
    const auto service = std::to_string(port);
    auto [not_found, endpoints] = co_await resolver.async_resolve(host, service, async::as_result);
    if (not_found || deadline.expired()) co_return unreachable();
    auto [refused, endpoint] = co_await asio::async_connect(socket, endpoints, async::as_result);
    if (refused || deadline.expired()) co_return unreachable();
    co_return std::move(socket);
}

async::Task<core::Result<std::unique_ptr<Stream>>> connect_plain(async::Executor executor, std::string host,
                                                                 std::uint16_t port, std::chrono::milliseconds within) {
    auto socket = co_await connect_socket(executor, std::move(host), port, within);
    if (!socket) co_return socket.error();
    co_return plain_stream(std::move(*socket));
}

async::Task<core::Result<std::unique_ptr<Stream>>> connect_tls(async::Executor executor, std::string host,
                                                               std::uint16_t port, TlsContext context,
                                                               std::chrono::milliseconds within) {
    auto socket = co_await connect_socket(executor, std::move(host), port, within);
    if (!socket) co_return socket.error();
    auto stream = co_await tls_stream(std::move(*socket), std::move(context), within);
    co_return stream;
}

}  // namespace

Connect plain_tcp(async::Executor executor, std::string host, std::uint16_t port, std::chrono::milliseconds within) {
    return [=] { return connect_plain(executor, host, port, within); };
}

Connect tls_tcp(async::Executor executor, std::string host, std::uint16_t port, const TlsOptions& tls,
                std::chrono::milliseconds within) {
    const auto context = TlsContext::client(tls).value();
    return [=] { return connect_tls(executor, host, port, context, within); };
}

}  // namespace vorab::espax
