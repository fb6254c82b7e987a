#include "tests/http/server_fixture.hpp"

#include <boost/asio/write.hpp>

#include "common/http/problem.hpp"

namespace vorab::test {
namespace asio = boost::asio;

TestPki& pki() {
    static TestPki made;
    return made;
}

namespace {
http::ServerOptions on_loopback(http::ServerOptions options) {
    options.address = "127.0.0.1";
    return options;
}
}  // namespace

RunningServer::RunningServer(asio::io_context& loop, http::Handler handler, http::ServerOptions options)
    : log_("test", core::LogLevel::info, [this](std::string_view line) { lines_ += line; }),
      handler_(std::move(handler)),
      server_(
          loop.get_executor(), on_loopback(std::move(options)),
          [this](http::Request& request) { return count(request); }, log_),
      listening_(loop.get_executor(), log_, "listening") {
    listening_.spawn(server_.run());
}

async::Task<http::Response> RunningServer::count(http::Request& request) {
    ++handled_;
    co_return co_await handler_(request);
}

async::Task<void> RunningServer::stop() {
    const std::chrono::milliseconds at_once(0);
    co_await server_.drain(at_once);
    co_await listening_.drain(at_once);
}

async::Task<void> RawPeer::connect(std::uint16_t port) {
    const asio::ip::tcp::endpoint to{asio::ip::make_address("127.0.0.1"), port};
    co_await socket_.async_connect(to, async::use_task);
}

async::Task<void> RawPeer::connect(std::uint16_t port, std::string from) {
    socket_.open(asio::ip::tcp::v4());
    socket_.bind({asio::ip::make_address(from), 0});
    co_await connect(port);
}

async::Task<void> RawPeer::send(std::string bytes) {
    [[maybe_unused]] auto [error, count] = co_await asio::async_write(socket_, asio::buffer(bytes), async::as_result);
}

async::Task<std::string> RawPeer::read_to_end() {
    const std::string never(8, static_cast<char>(0xff));  // no server says this
    co_return co_await read_until(never);
}

async::Task<std::string> RawPeer::read_until(std::string mark) {
    std::string seen;
    std::array<char, 4096> buffer{};
    while (seen.find(mark) == std::string::npos) {
        auto [error, count] = co_await socket_.async_read_some(asio::buffer(buffer), async::as_result);
        seen.append(buffer.data(), count);
        if (error) break;
    }
    co_return seen;
}

void RawPeer::finish_sending() {
    boost::system::error_code gone;
    socket_.shutdown(Socket::shutdown_send, gone);
}

async::Task<std::string> exchange(async::Executor executor, std::uint16_t port, std::string bytes) {
    RawPeer peer{executor};
    co_await peer.connect(port);
    co_await peer.send(std::move(bytes));
    co_return co_await peer.read_to_end();
}

async::Task<http::Response> echo(http::Request& request) {
    auto body = co_await request.body->read_all(16 * 1024 * 1024);
    if (!body) co_return http::problem_response(body.error());
    co_return http::json_response(200, std::move(*body));
}
}  // namespace vorab::test
