#include "common/http/problem.hpp"
#include "common/http/websocket_client.hpp"
#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using Frame = std::shared_ptr<const std::string>;

namespace {
const std::string upgrade_head =
    "GET /feed HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

async::Task<void> echo_frames(http::WebSocket& socket) {
    for (;;) {
        const auto text = co_await socket.receive();
        if (!text) co_return;
        socket.send(std::make_shared<const std::string>(*text));
    }
}

async::Task<http::Response> upgrade(http::Request&) {
    http::Response response;
    response.status = 101;
    response.upgrade = echo_frames;
    co_return response;
}

http::ServerOptions with_tls() {
    http::ServerOptions options;
    options.tls = test::pki().server_context();
    return options;
}

async::Task<void> echo_over_tls(async::Executor executor, test::RunningServer& running) {
    const std::string target = "/feed";
    http::Headers headers;
    headers.add("Origin", "https://localhost:" + std::to_string(running.port()));
    auto opened =
        co_await http::connect_websocket(executor, running.origin(true), test::pki().client_context(), target, headers);
    REQUIRE(opened.has_value());
    http::WebSocket& socket = **opened;
    for (const std::size_t size : {0U, 5U, 126U, 40'000U, 65'536U}) {
        CHECK(socket.send(std::make_shared<const std::string>(size, 'x')));
        const auto text = co_await socket.receive();
        REQUIRE(text);
        CHECK(text->size() == size);
    }
    socket.close(1000, "");
    co_await running.stop();
}

async::Task<void> expect_first_line(async::Executor executor, test::RunningServer& running, std::string fields,
                                    std::string line) {
    test::RawPeer peer{executor};
    co_await peer.connect(running.port());
    co_await peer.send(upgrade_head + fields + "\r\n");
    const std::string answer = co_await peer.read_until("\r\n\r\n");
    CHECK(answer.starts_with(line));
    peer.close();
    co_await running.stop();
}

async::Task<void> plain_request(async::Executor executor, test::RunningServer& running) {
    const std::string bytes = "GET /feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const std::string answer = co_await test::exchange(executor, running.port(), bytes);
    CHECK(answer.starts_with("HTTP/1.1 426 "));
    co_await running.stop();
}

/// Sends one raw frame after the upgrade; the server must close with this code.
async::Task<void> expect_close(async::Executor executor, test::RunningServer& running, std::string frame, int code) {
    test::RawPeer peer{executor};
    co_await peer.connect(running.port());
    co_await peer.send(upgrade_head + "\r\n");
    co_await peer.read_until("\r\n\r\n");
    co_await peer.send(std::move(frame));
    const std::string closing = co_await peer.read_until("\x03");
    REQUIRE(closing.size() >= 4);
    CHECK(closing[0] == '\x88');
    CHECK((static_cast<unsigned char>(closing[2]) << 8U | static_cast<unsigned char>(closing[3])) == code);
    peer.close();
    co_await running.stop();
}

struct Flood {
    int sent = 0;
    std::size_t most_waiting = 0;
    bool refused = false;
};

async::Task<void> flood(http::WebSocket& socket, Flood& seen) {
    const Frame frame = std::make_shared<const std::string>(32 * 1024, 'x');
    while (seen.sent < 10'000) {
        if (!socket.send(frame)) {
            seen.refused = true;
            co_return;
        }
        ++seen.sent;
        seen.most_waiting = std::max(seen.most_waiting, socket.waiting());
        if (seen.sent % 4 == 0) co_await async::sleep_for(1ms);
    }
}

async::Task<http::Response> upgrade_to_flood(Flood& seen) {
    http::Response response;
    response.status = 101;
    response.upgrade = [&seen](http::WebSocket& socket) { return flood(socket, seen); };
    co_return response;
}

async::Task<void> never_read(async::Executor executor, test::RunningServer& running, Flood& seen) {
    test::RawPeer peer{executor};
    co_await peer.connect(running.port());
    co_await peer.send(upgrade_head + "\r\n");
    while (!seen.refused) {
        co_await async::sleep_for(5ms);
    }
    while (running.server().connections() > 0) {
        co_await async::sleep_for(5ms);
    }
    CHECK(seen.most_waiting <= 256 * 1024);
    co_await running.stop();
}

async::Task<void> goes_away(async::Executor executor, test::RunningServer& running) {
    const std::string target = "/feed";
    const http::Headers none;
    auto opened = co_await http::connect_websocket(executor, running.origin(false), std::nullopt, target, none);
    REQUIRE(opened.has_value());
    const core::Log log{"test"};
    async::TaskGroup draining{executor, log, "draining"};
    draining.spawn(running.server().drain(10s));
    const auto text = co_await (*opened)->receive();
    CHECK(!text);
    const auto begun = std::chrono::steady_clock::now();
    co_await draining.drain(9s);
    CHECK(std::chrono::steady_clock::now() - begun < 5s);
    co_await running.stop();
}

void first_line(std::string fields, std::string line, int handled) {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, upgrade};
    test::run(loop, expect_first_line(loop.get_executor(), running, std::move(fields), std::move(line)));
    CHECK(running.handled() == handled);
}

void closes_with(std::string frame, int code) {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, upgrade};
    test::run(loop, expect_close(loop.get_executor(), running, std::move(frame), code));
}
}  // namespace

TEST_CASE("frames go both ways over TLS, up to 64 KiB") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, upgrade, with_tls()};
    test::run(loop, echo_over_tls(loop.get_executor(), running));
}

TEST_CASE("W1 a page of another host cannot open a websocket") {
    SECTION("a program without Origin") { first_line("", "HTTP/1.1 101 ", 1); }
    SECTION("a page of this host") { first_line("Origin: http://localhost\r\n", "HTTP/1.1 101 ", 1); }
    SECTION("another host") { first_line("Origin: http://elsewhere\r\n", "HTTP/1.1 403 ", 0); }
    SECTION("another scheme") { first_line("Origin: https://localhost\r\n", "HTTP/1.1 403 ", 0); }
    SECTION("no origin at all") { first_line("Origin: null\r\n", "HTTP/1.1 403 ", 0); }
}

TEST_CASE("a plain request to a websocket is told to upgrade") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, upgrade};
    test::run(loop, plain_request(loop.get_executor(), running));
}

TEST_CASE("W2, W3 frames out of form close the connection with their code") {
    SECTION("not masked") { closes_with("\x81\x02hi", 1002); }
    SECTION("reserved bit") { closes_with(std::string("\xc1\x82\0\0\0\0hi", 8), 1002); }
    SECTION("reserved opcode") { closes_with(std::string("\x83\x82\0\0\0\0hi", 8), 1002); }
    SECTION("continuation without a start") { closes_with(std::string("\x80\x82\0\0\0\0hi", 8), 1002); }
    SECTION("a fragmented ping") { closes_with(std::string("\x09\x82\0\0\0\0hi", 8), 1002); }
    SECTION("a ping of 126 bytes") {
        closes_with(std::string("\x89\xfe\0\x7e\0\0\0\0", 8) + std::string(126, 'x'), 1002);
    }
    SECTION("bad UTF-8") { closes_with(std::string("\x81\x82\0\0\0\0\xc3\x28", 8), 1007); }
    SECTION("binary") { closes_with(std::string("\x82\x82\0\0\0\0hi", 8), 1003); }
    SECTION("16 MB") { closes_with(std::string("\x81\xff\0\0\0\0\x01\0\0\0\0\0\0\0", 14), 1009); }
}

TEST_CASE("W4 a reader that never reads is cut off when its queue is full") {
    boost::asio::io_context loop{1};
    Flood seen;
    test::RunningServer running{loop, [&seen](http::Request&) { return upgrade_to_flood(seen); }};
    test::run(loop, never_read(loop.get_executor(), running, seen));
}

TEST_CASE("a draining server says goodbye to its websockets and does not wait for them") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, upgrade};
    test::run(loop, goes_away(loop.get_executor(), running));
}
