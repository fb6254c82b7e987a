// Who gets a connection, how slowly they may use it, and what an operator sees of it.
#include "common/http/problem.hpp"
#include "common/http/proxy_header.hpp"
#include "common/http/router.hpp"
#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
const std::string get = "GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const std::string signature{"\r\n\r\n\0\r\nQUIT\n", 12};

std::string header_of(unsigned char command, unsigned char family, const std::string& rest) {
    std::string header = signature;
    header += static_cast<char>(command);
    header += static_cast<char>(family);
    header += static_cast<char>(rest.size() / 256);
    header += static_cast<char>(rest.size() % 256);
    return header + rest;
}
const std::string from_v4 = header_of(0x21, 0x11, std::string{"\xcb\x00\x71\x07\x0a\x00\x00\x01\xd4\x31\x01\xbb", 12});

std::optional<std::string> source_of(const std::string& header) {
    const auto source = http::proxy_header_source(header);
    REQUIRE(source);
    return *source;
}

async::Task<http::Response> who(http::Request& request) { co_return http::json_response(200, request.peer.address); }

http::ServerOptions behind_balancer() {
    http::ServerOptions options;
    options.balancers = {"127.0.0.1"};
    options.limits.handshake = 1s;
    return options;
}

async::Task<void> told_who(async::Executor executor, test::RunningServer& running) {
    const std::string told = from_v4 + get;
    const std::string answer = co_await test::exchange(executor, running.port(), told);
    CHECK(answer.ends_with("203.0.113.7"));
    const std::string own = header_of(0x20, 0, "") + get;
    const std::string checked = co_await test::exchange(executor, running.port(), own);
    CHECK(checked.ends_with("127.0.0.1"));
    const std::string nothing = co_await test::exchange(executor, running.port(), get);
    CHECK(nothing.empty());
    const std::string half = from_v4.substr(0, 20);
    const std::string silent = co_await test::exchange(executor, running.port(), half);
    CHECK(silent.empty());
    CHECK(running.server().counts().handshakes_failed == 2);
    co_await running.stop();
}

async::Task<void> unasked(async::Executor executor, test::RunningServer& running) {
    const std::string told = from_v4 + get;
    const std::string answer = co_await test::exchange(executor, running.port(), told);
    CHECK(answer.starts_with("HTTP/1.1 400 "));
    CHECK(running.handled() == 0);
    co_await running.stop();
}

async::Task<void> two_of_one_address(async::Executor executor, test::RunningServer& running) {
    test::RawPeer first{executor};
    co_await first.connect(running.port());
    test::RawPeer second{executor};
    co_await second.connect(running.port());
    const std::string third = co_await test::exchange(executor, running.port(), get);
    CHECK(third.empty());
    CHECK(running.server().counts().too_many == 1);
    first.close();
    while (running.server().connections() > 1) {
        co_await async::sleep_for(1ms);
    }
    const std::string fourth = co_await test::exchange(executor, running.port(), get);
    CHECK(fourth.starts_with("HTTP/1.1 200 "));
    second.close();
    co_await running.stop();
}

/// One byte every 100 ms is never silent for a second, and never done.
async::Task<void> drip(async::Executor executor, test::RunningServer& running) {
    test::RawPeer peer{executor};
    co_await peer.connect(running.port());
    const std::string head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";
    co_await peer.send(head);
    const auto begun = std::chrono::steady_clock::now();
    while (running.server().connections() > 0 && std::chrono::steady_clock::now() - begun < 8s) {
        const std::string byte = "x";
        co_await peer.send(byte);
        co_await async::sleep_for(100ms);
    }
    const auto took = std::chrono::steady_clock::now() - begun;
    CHECK(took > 900ms);
    CHECK(took < 6s);
    co_await running.stop();
}

async::Task<http::Response> swallow(http::Request& request) {
    const auto body = co_await request.body->read_all(1024 * 1024);
    co_return body ? http::empty_response(204) : http::problem_response(body.error());
}

/// Of a peer at this address, which calls itself so.
struct Sender {
    std::string address;
    std::string name;
};

std::string post_of(std::size_t bytes, const std::string& name = "nobody") {
    return "POST / HTTP/1.1\r\nHost: localhost\r\nName: " + name + "\r\nContent-Length: " + std::to_string(bytes) +
           "\r\nConnection: close\r\n\r\n" + std::string(bytes, 'x');
}

async::Task<std::string> exchange_as(async::Executor executor, test::RunningServer& running, Sender sender,
                                     std::size_t bytes) {
    test::RawPeer peer{executor};
    co_await peer.connect(running.port(), sender.address);
    const std::string post = post_of(bytes, sender.name);
    co_await peer.send(post);
    co_return co_await peer.read_to_end();
}

/// As many peers as one client has room for, each of which keeps the end of a mebibyte to itself.
using Crowd = std::vector<std::unique_ptr<test::RawPeer>>;
async::Task<void> fill_a_share(async::Executor executor, test::RunningServer& running, Crowd& crowd, Sender sender) {
    for (int i = 0; i < 16; ++i) {
        crowd.push_back(std::make_unique<test::RawPeer>(executor));
        co_await crowd.back()->connect(running.port(), sender.address);
        auto all_but_one = post_of(1024 * 1024, sender.name);
        all_but_one.pop_back();
        co_await crowd.back()->send(all_but_one);
    }
}

/// Asks until the server has read what the crowd sent.
async::Task<std::string> answer_in_the_crowd(async::Executor executor, test::RunningServer& running, Sender sender) {
    std::string answer = "204";
    for (int attempt = 0; attempt < 1000 && answer.find("204") != answer.npos; ++attempt) {
        answer = co_await exchange_as(executor, running, sender, 128 * 1024);
    }
    co_return answer;
}

/// Four clients take all the room; then there is none for a fifth, and once they have gone there is.
async::Task<void> crowd_with_large_bodies(async::Executor executor, test::RunningServer& running) {
    Crowd crowd;
    for (const char* address : {"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"}) {
        const Sender one{address, ""};
        co_await fill_a_share(executor, running, crowd, one);
    }
    const Sender fifth{"127.0.0.1", ""};
    const std::string answer = co_await answer_in_the_crowd(executor, running, fifth);
    CHECK_THAT(answer, Catch::StartsWith("HTTP/1.1 503 ") && Catch::Contains("Retry-After"));
    crowd.clear();
    while (running.server().connections() > 0) {
        co_await async::sleep_for(1ms);
    }
    const std::string taken = co_await exchange_as(executor, running, fifth, 1024 * 1024);
    CHECK_THAT(taken, Catch::StartsWith("HTTP/1.1 204 "));
    co_await running.stop();
}

async::Task<void> flood_beside(async::Executor executor, test::RunningServer& running, Sender flood, Sender other) {
    Crowd crowd;
    co_await fill_a_share(executor, running, crowd, flood);
    const std::string refused = co_await answer_in_the_crowd(executor, running, flood);
    CHECK_THAT(refused, Catch::StartsWith("HTTP/1.1 503 ") && Catch::Contains("Retry-After"));
    const std::string taken = co_await exchange_as(executor, running, other, 1024 * 1024);
    CHECK_THAT(taken, Catch::StartsWith("HTTP/1.1 204 "));
    crowd.clear();
    co_await running.stop();
}

async::Task<void> ask_once(async::Executor executor, test::RunningServer& running) {
    const std::string asked =
        "GET /cases/535818cf715472ac364e5afbcaa47731?name=Erika HTTP/1.1\r\nHost: localhost\r\n"
        "Connection: close\r\n\r\n";
    const std::string answer = co_await test::exchange(executor, running.port(), asked);
    CHECK(answer.starts_with("HTTP/1.1 200 "));
    co_await running.stop();
}
}  // namespace

TEST_CASE("a PROXY header says who is at the other end, or is none") {
    CHECK(source_of(from_v4) == "203.0.113.7");
    CHECK(source_of(header_of(0x21, 0x21, std::string{"\x20\x01\x0d\xb8", 4} + std::string(31, '\0') + "\x01")) ==
          "2001:db8::");
    CHECK(source_of(header_of(0x21, 0x11, from_v4.substr(16) + "extensions")) == "203.0.113.7");
    CHECK(!source_of(header_of(0x20, 0, "")));
    for (const std::string& wrong :
         {std::string{}, signature, get, header_of(0x11, 0x11, from_v4.substr(16)), header_of(0x22, 0x11, ""),
          header_of(0x21, 0x11, "short"), header_of(0x21, 0x21, from_v4.substr(16)), header_of(0x21, 0x31, "/socket"),
          header_of(0x21, 0x11, std::string(600, 'x')), from_v4 + "x", from_v4.substr(0, 27)}) {
        CHECK(!http::proxy_header_source(wrong));
    }
}

TEST_CASE("a balancer of ours says who is at the other end, and must") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, who, behind_balancer()};
    test::run(loop, told_who(loop.get_executor(), running));
}

TEST_CASE("T5 a PROXY header of anybody else is no request") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, who};
    test::run(loop, unasked(loop.get_executor(), running));
}

TEST_CASE("H18 one address has so many connections and no more") {
    boost::asio::io_context loop{1};
    http::ServerOptions options;
    options.limits.connections_per_address = 2;
    std::vector<http::Turned> turned;
    options.turned_away = [&](http::Turned why, const std::string& address, const core::PublicText& reason) {
        CHECK(reason.view() == "too many connections");
        CHECK(address == "127.0.0.1");
        turned.push_back(why);
    };
    test::RunningServer running{loop, who, options};
    test::run(loop, two_of_one_address(loop.get_executor(), running));
    REQUIRE(turned.size() == 1);
    CHECK(turned[0] == http::Turned::too_many);
}

TEST_CASE("H18 a body that drips in ends, although it is never silent") {
    boost::asio::io_context loop{1};
    http::ServerOptions options;
    options.limits.body_idle = 1s;
    test::RunningServer running{loop, test::echo, options};
    test::run(loop, drip(loop.get_executor(), running));
}

TEST_CASE("F18 large bodies have so much room together and no more") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, swallow};
    test::run(loop, crowd_with_large_bodies(loop.get_executor(), running));
}

TEST_CASE("F18 one client's large bodies have their share of the room, and keep out nobody else") {
    boost::asio::io_context loop{1};
    http::ServerOptions options;
    SECTION("told apart by address") {
        test::RunningServer running{loop, swallow, options};
        test::run(loop, flood_beside(loop.get_executor(), running, {"127.0.0.2", "same"}, {"127.0.0.1", "same"}));
    }
    SECTION("by name, where they come by one address") {
        options.sender = [](const http::Request& request) {
            return std::optional{std::string{request.headers.find("Name").value_or("")}};
        };
        test::RunningServer running{loop, swallow, options};
        test::run(loop, flood_beside(loop.get_executor(), running, {"127.0.0.1", "flood"}, {"127.0.0.1", "other"}));
    }
}

TEST_CASE("the access log knows the route, never the address") {
    boost::asio::io_context loop{1};
    http::Router router;
    router.add(http::Method::get, "/cases/{case}", who);
    http::ServerOptions options;
    options.access_log = true;
    test::RunningServer running{loop, [&](http::Request& request) { return router.handle(request); }, options};
    test::run(loop, ask_once(loop.get_executor(), running));
    const auto& log = running.log_lines();
    for (const char* part :
         {R"("http.request.method":"GET")", R"("http.route":"/cases/{case}")", R"("http.response.status_code":200)",
          R"("event.duration":)", R"("client.ip":"127.0.0.1")"})
        CHECK_THAT(log, Catch::Contains(part));
    CHECK_THAT(log, !Catch::Contains("535818cf") && !Catch::Contains("Erika"));
}
