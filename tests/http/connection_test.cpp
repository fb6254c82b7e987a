// How one connection is used: kept alive, pipelined, continued, streamed, drained.
#include <fstream>

#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
const std::string get = "GET /a HTTP/1.1\r\nHost: localhost\r\n";

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

async::Task<http::Response> path_of(http::Request& request) { co_return http::json_response(200, request.path); }

async::Task<void> pipelined(async::Executor executor, test::RunningServer& running) {
    const std::string bytes =
        "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
        "GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    const std::string answers = co_await test::exchange(executor, running.port(), bytes);
    CHECK(count(answers, "HTTP/1.1 200 OK") == 3);
    CHECK(answers.find("\r\n\r\n/1") < answers.find("\r\n\r\n/2"));
    CHECK(answers.find("\r\n\r\n/2") < answers.find("\r\n\r\n/3"));
    CHECK(count(answers, "Connection: close") == 1);
    CHECK(count(answers, "\r\nDate: ") == 3);
    CHECK(count(answers, "\r\nX-Content-Type-Options: nosniff\r\n") == 3);
    co_await running.stop();
}

async::Task<http::Response> refuse_unread(http::Request&) {
    co_return http::unauthenticated_response("a token is missing");
}

async::Task<void> continue_refused(async::Executor executor, test::RunningServer& running) {
    const std::string bytes = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n";
    const std::string answer = co_await test::exchange(executor, running.port(), bytes);
    CHECK(answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"));
    CHECK(answer.find("WWW-Authenticate: Bearer") != std::string::npos);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    co_await running.stop();
}

async::Task<void> continue_accepted(async::Executor executor, test::RunningServer& running) {
    test::RawPeer peer{executor};
    co_await peer.connect(running.port());
    co_await peer.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    const std::string interim = co_await peer.read_until("\r\n\r\n");
    CHECK(interim == "HTTP/1.1 100 Continue\r\n\r\n");
    co_await peer.send("hello");
    const std::string answer = co_await peer.read_until("hello");
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    co_await running.stop();
}

async::Task<void> unread_body(async::Executor executor, test::RunningServer& running, std::size_t size, bool survives) {
    const std::string bytes = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                              std::string(size, 'x') + get + "Connection: close\r\n\r\n";
    const std::string answers = co_await test::exchange(executor, running.port(), bytes);
    CHECK(count(answers, "HTTP/1.1 401 ") == (survives ? 2 : 1));
    co_await running.stop();
}

/// Counts a body without holding it: how much memory it took is in the answer.
async::Task<http::Response> swallow(http::Request& request) {
    std::array<char, 8192> buffer{};
    std::uint64_t seen = 0;
    for (;;) {
        const auto some = co_await request.body->read_some(buffer);
        if (!some) co_return http::problem_response(some.error());
        if (*some == 0) break;
        seen += *some;
    }
    co_return http::json_response(200, std::to_string(seen));
}

std::size_t resident_kilobytes() {
    std::ifstream statm{"/proc/self/statm"};
    std::size_t total = 0;
    std::size_t resident = 0;
    statm >> total >> resident;
    return resident * 4;
}

/// AddressSanitizer keeps what was freed, so growth is measured in the other builds.
void check_growth([[maybe_unused]] std::size_t before) {
#if !defined(__SANITIZE_ADDRESS__)
    CHECK(resident_kilobytes() < before + 16 * 1024);
#endif
}

async::Task<void> large_body(async::Executor executor, test::RunningServer& running) {
    constexpr std::size_t pieces = 512;
    const std::string piece(256 * 1024, 'x');
    test::RawPeer peer{executor};
    co_await peer.connect(running.port());
    co_await peer.send("PUT /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " +
                       std::to_string(pieces * piece.size()) + "\r\n\r\n");
    const auto before = resident_kilobytes();
    for (std::size_t at = 0; at < pieces; ++at) {
        co_await peer.send(piece);
    }
    const std::string answer = co_await peer.read_to_end();
    CHECK(answer.ends_with("\r\n\r\n134217728"));
    check_growth(before);
    co_await running.stop();
}

async::Task<http::Response> broken(http::Request&) {
    throw std::runtime_error("the patient is called Mustermann");
    co_return http::empty_response(200);
}

async::Task<void> internal_error(async::Executor executor, test::RunningServer& running) {
    const std::string answer = co_await test::exchange(executor, running.port(), get + "Connection: close\r\n\r\n");
    CHECK(answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
    CHECK(answer.find("\"type\":\"urn:vorab:problem:internal\"") != std::string::npos);
    CHECK(answer.find("Mustermann") == std::string::npos);
    CHECK(running.log_lines().find("a handler ended with an exception") != std::string::npos);
    CHECK(running.log_lines().find("Mustermann") == std::string::npos);
    co_await running.stop();
}

async::Task<http::Response> without_database(http::Request&) {
    throw core::UnavailableError("database error 2013 while executing");
    co_return http::empty_response(200);
}

async::Task<void> unavailable(async::Executor executor, test::RunningServer& running) {
    const std::string answer = co_await test::exchange(executor, running.port(), get + "Connection: close\r\n\r\n");
    CHECK(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
    CHECK(answer.find("\"type\":\"urn:vorab:problem:unavailable\"") != std::string::npos);
    CHECK(answer.find("2013") == std::string::npos);
    co_await running.stop();
}

async::Task<void> write_twice(http::BodyWriter& writer) {
    co_await writer.write("one");
    co_await writer.write("and two");
}
async::Task<void> write_and_break(http::BodyWriter& writer) {
    co_await writer.write("one");
    throw std::runtime_error("no more");
}
async::Task<http::Response> streaming(http::Request& request) {
    http::Response response;
    response.content_type = "text/plain";
    response.stream = request.path == "/broken" ? write_and_break : write_twice;
    co_return response;
}

async::Task<void> streams(async::Executor executor, test::RunningServer& running) {
    const std::string whole = co_await test::exchange(executor, running.port(), get + "Connection: close\r\n\r\n");
    CHECK(whole.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(whole.ends_with("\r\n\r\n3\r\none\r\n7\r\nand two\r\n0\r\n\r\n"));
    const std::string cut =
        co_await test::exchange(executor, running.port(), "GET /broken HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(cut.ends_with("\r\n\r\n3\r\none\r\n"));
    co_await running.stop();
}

async::Task<void> head_of(async::Executor executor, test::RunningServer& running) {
    const std::string bytes = "HEAD /abc HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    const std::string answer = co_await test::exchange(executor, running.port(), bytes);
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(answer.find("Content-Length: 4\r\n") != std::string::npos);
    CHECK(answer.ends_with("\r\n\r\n"));
    co_await running.stop();
}

struct Gate {
    async::Signal entered;
    async::Signal open;
};

async::Task<void> drained(async::Executor executor, test::RunningServer& running, Gate& gate) {
    test::RawPeer idle{executor};
    co_await idle.connect(running.port());
    test::RawPeer busy{executor};
    co_await busy.connect(running.port());
    co_await busy.send(get + "\r\n");
    [[maybe_unused]] const bool entered = co_await gate.entered.wait(5s);
    const core::Log log{"test"};
    async::TaskGroup draining{executor, log, "draining"};
    draining.spawn(running.server().drain(10s));
    const std::string nothing = co_await idle.read_to_end();
    CHECK(nothing.empty());
    gate.open.notify();
    const std::string answer = co_await busy.read_to_end();
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    busy.close();
    idle.close();
    co_await draining.drain(5s);
    CHECK(running.server().connections() == 0);
    co_await running.stop();
}

async::Task<http::Response> wait_at(Gate& gate) {
    gate.entered.notify();
    [[maybe_unused]] const bool opened = co_await gate.open.wait(5s);
    co_return http::json_response(200, "{}");
}

async::Task<void> capped(async::Executor executor, test::RunningServer& running) {
    test::RawPeer first{executor};
    co_await first.connect(running.port());
    co_await first.send(get + "\r\n");
    co_await first.read_until("/a");
    test::RawPeer second{executor};
    co_await second.connect(running.port());
    co_await second.send(get + "\r\n");
    co_await async::sleep_for(50ms);
    CHECK(running.handled() == 1);
    first.close();
    const std::string answer = co_await second.read_until("/a");
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    co_await running.stop();
}
}  // namespace

TEST_CASE("pipelined requests are answered in their order") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, path_of};
    test::run(loop, pipelined(loop.get_executor(), running));
    CHECK(running.handled() == 3);
}

TEST_CASE("H14 who may not send is told so before the body is sent") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, refuse_unread};
    test::run(loop, continue_refused(loop.get_executor(), running));
}

TEST_CASE("a handler that reads the body makes the server say 100 Continue") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, test::echo};
    test::run(loop, continue_accepted(loop.get_executor(), running));
}

TEST_CASE("a short body that nobody read does not cost the connection, a long one does") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, refuse_unread};
    SECTION("short") { test::run(loop, unread_body(loop.get_executor(), running, 64 * 1024, true)); }
    SECTION("long") { test::run(loop, unread_body(loop.get_executor(), running, 64 * 1024 + 1, false)); }
}

TEST_CASE("a body of 128 MB passes through without being held in memory") {
    boost::asio::io_context loop{1};
    http::ServerOptions options;
    options.limits.body_bytes = 1024 * 1024 * 1024;
    test::RunningServer running{loop, swallow, options};
    test::run(loop, large_body(loop.get_executor(), running));
}

TEST_CASE("an exception that leaves a handler becomes a 500 that tells nothing, and a log line") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, broken};
    test::run(loop, internal_error(loop.get_executor(), running));
}

TEST_CASE("what a handler cannot do without its database becomes a 503") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, without_database};
    test::run(loop, unavailable(loop.get_executor(), running));
}

TEST_CASE("a streamed answer is chunked, and visibly cut when its writer throws") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, streaming};
    test::run(loop, streams(loop.get_executor(), running));
}

TEST_CASE("HEAD gets the header of GET and no body") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, path_of};
    test::run(loop, head_of(loop.get_executor(), running));
}

TEST_CASE("a draining server closes idle connections at once and answers the requests that run") {
    boost::asio::io_context loop{1};
    Gate gate{async::Signal{loop.get_executor()}, async::Signal{loop.get_executor()}};
    test::RunningServer running{loop, [&gate](http::Request&) { return wait_at(gate); }};
    test::run(loop, drained(loop.get_executor(), running, gate));
}

TEST_CASE("beyond the connection limit accepting pauses until somebody goes") {
    boost::asio::io_context loop{1};
    http::ServerOptions options;
    options.limits.connections = 1;
    test::RunningServer running{loop, path_of, options};
    test::run(loop, capped(loop.get_executor(), running));
}
