#include "common/http/admission.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/read.hpp>

#include "common/async/timer.hpp"
#include "common/http/proxy_header.hpp"

namespace vorab::http {
namespace asio = boost::asio;

namespace {
async::Task<std::optional<std::string>> told_by_balancer(Socket& socket, std::string balancer) {
    std::array<char, proxy_header_start + longest_proxy_rest> bytes{};
    const auto first = asio::buffer(bytes, proxy_header_start);
    auto [error, count] = co_await asio::async_read(socket, first, async::as_result);
    if (error) co_return std::nullopt;
    const auto rest = proxy_header_rest({bytes.data(), count});
    if (!rest) co_return std::nullopt;
    const auto second = asio::buffer(bytes.data() + proxy_header_start, *rest);
    auto [broken, more] = co_await asio::async_read(socket, second, async::as_result);
    if (broken) co_return std::nullopt;
    auto source = proxy_header_source({bytes.data(), count + more});
    if (!source) co_return std::nullopt;
    co_return source->value_or(balancer);
}
}  // namespace

async::Task<std::optional<std::string>> peer_address(Socket& socket, const ServerOptions& options) {
    boost::system::error_code gone;
    const auto endpoint = socket.remote_endpoint(gone);
    if (gone) co_return std::nullopt;
    const std::string address = endpoint.address().to_string();
    const bool balancer = std::ranges::find(options.balancers, address) != options.balancers.end();
    if (!balancer) co_return address;
    async::Deadline deadline{socket.get_executor(), [&socket] {
                                 boost::system::error_code ignored;
                                 socket.close(ignored);
                             }};
    deadline.expires_after(options.limits.handshake);
    co_return co_await told_by_balancer(socket, address);
}
}  // namespace vorab::http
