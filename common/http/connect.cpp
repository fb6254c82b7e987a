#include "common/http/connect.hpp"

#include "common/async/timer.hpp"

namespace vorab::http {
namespace asio = boost::asio;
namespace {
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, async::Executor>;
using Endpoints = std::vector<asio::ip::tcp::endpoint>;

const core::Failure no_connection{core::Problem::unreachable, "no connection"};
const core::Failure not_permitted{core::Problem::forbidden, "its address is none that the configuration permits"};

/// One name lookup. It runs on Asio's own thread and cannot be broken off, so whoever waits too long leaves it behind.
struct Lookup {
    explicit Lookup(async::Executor executor) : resolver(executor), done(executor) {}
    Resolver resolver;
    async::Signal done;
    Endpoints found;
};

async::Task<Endpoints> resolve(async::Executor executor, Origin origin, std::chrono::milliseconds at_most) {
    boost::system::error_code not_numeric;
    const auto address = asio::ip::make_address(origin.host, not_numeric);
    if (!not_numeric) co_return Endpoints(1, asio::ip::tcp::endpoint(address, origin.port));
    const auto lookup = std::make_shared<Lookup>(executor);
    lookup->resolver.async_resolve(origin.host, std::to_string(origin.port),
                                   [lookup](boost::system::error_code, const Resolver::results_type& results) {
                                       for (const auto& entry : results) lookup->found.push_back(entry.endpoint());
                                       lookup->done.notify();
                                   });
    const bool in_time = co_await lookup->done.wait(at_most);
    if (!in_time) co_return Endpoints();
    co_return lookup->found;
}

async::Task<bool> connect_one(Socket& socket, asio::ip::tcp::endpoint to, std::chrono::milliseconds at_most) {
    async::Deadline deadline{socket.get_executor(), [&socket] {
                                 boost::system::error_code ignored;
                                 socket.close(ignored);
                             }};
    deadline.expires_after(at_most);
    auto [error] = co_await socket.async_connect(to, async::as_result);
    co_return !error && !deadline.expired();
}
}  // namespace

async::Task<core::Result<std::unique_ptr<Stream>>> connect(async::Executor executor, Origin origin,
                                                           std::optional<TlsContext> tls,
                                                           std::chrono::milliseconds at_most, AddressRule addresses) {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + at_most;
    const auto left = [end] { return std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now()); };
    if (origin.tls && !tls) co_return no_connection;
    Endpoints endpoints = co_await resolve(executor, origin, at_most);
    const auto refused =
        std::erase_if(endpoints, [&](const auto& to) { return !addresses.permits(to.address().to_string()); });
    if (endpoints.empty() && refused > 0) co_return not_permitted;
    core::Failure last = no_connection;
    for (const auto& endpoint : endpoints) {
        if (left().count() <= 0) break;
        Socket socket{executor};
        const bool connected = co_await connect_one(socket, endpoint, left());
        if (!connected) continue;
        if (!origin.tls) co_return plain_stream(std::move(socket));
        auto stream = co_await tls_stream(std::move(socket), *tls, origin.host, left());
        if (stream) co_return std::move(*stream);
        last = stream.error();
    }
    co_return last;
}

std::string host_header(const Origin& origin) {
    const bool six = origin.host.find(':') != std::string::npos;
    std::string host = six ? "[" + origin.host + "]" : origin.host;
    if (origin.port != (origin.tls ? 443 : 80)) host += ":" + std::to_string(origin.port);
    return host;
}
}  // namespace vorab::http
