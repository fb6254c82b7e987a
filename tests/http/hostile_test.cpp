// The catalogue of hostile HTTP: each line is sent to a real server and must end with its status, a closed connection,
// and nothing at the handler.
#include <vector>

#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
struct Hostile {
    const char* what;
    std::string bytes;
    int status;
};

const std::string get = "GET / HTTP/1.1\r\nHost: localhost\r\n";
const std::string post = "POST /x HTTP/1.1\r\nHost: localhost\r\n";
const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

Hostile with(const char* what, const std::string& fields, int status, const std::string& rest = smuggled) {
    return {what, post + fields + "\r\n" + rest, status};
}
Hostile target(const char* what, const std::string& text, int status = 400) {
    return {what, "GET " + text + " HTTP/1.1\r\nHost: localhost\r\n\r\n", status};
}
std::string many_fields(int count) {
    std::string fields;
    for (int at = 0; at < count; ++at) fields += "X-" + std::to_string(at) + ": 1\r\n";
    return fields;
}

std::vector<Hostile> framing() {
    return {
        with("H1 length, then chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400),
        with("H1 chunked, then length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400),
        with("H2 gzip and length", "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n", 400),
        with("H3 xchunked", "Transfer-Encoding: xchunked\r\n", 400),
        with("H3 identity", "Transfer-Encoding: identity\r\n", 400),
        with("H3 chunked, identity", "Transfer-Encoding: chunked, identity\r\n", 400),
        with("H3 chunked folded", "Transfer-Encoding:\r\n chunked\r\n", 400),
        with("H3 vertical tab before chunked",
             "Transfer-Encoding: \x0b"
             "chunked\r\n",
             400),
        with("H3 two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400),
        {"H4 HTTP/1.0 with chunked",
         "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", 505},
        with("H5 two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n", 400),
        with("H5 the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n", 400),
        with("H5 list of lengths", "Content-Length: 5, 5\r\n", 400),
        with("H5 leading zero", "Content-Length: 05\r\n", 400),
        with("H5 plus", "Content-Length: +5\r\n", 400),
        with("H5 minus", "Content-Length: -1\r\n", 400),
        with("H5 hex", "Content-Length: 0x5\r\n", 400),
        with("H5 empty", "Content-Length:\r\n", 400),
        with("H5 2^64", "Content-Length: 18446744073709551616\r\n", 400),
        with("H6 trailers", "Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n", 411,
             "0\r\nAuthorization: Bearer x\r\n\r\n"),
        with("H7 chunk extension", "Transfer-Encoding: chunked\r\n", 411, "5;" + std::string(100'000, 'x') + "\r\n"),
        with("H8 chunk size overflow", "Transfer-Encoding: chunked\r\n", 411, "fffffffffffffffff\r\n"),
        {"H8 LF only", "GET / HTTP/1.1\nHost: localhost\n\n", 400},
        with("H19 a length of 1 GB", "Content-Length: 1073741824\r\n", 413),
        with("H19 one byte over the limit", "Content-Length: 2097153\r\n", 413),
    };
}

std::vector<Hostile> headers() {
    return {
        {"H9 no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"H9 empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"H9 two Hosts", get + "Host: localhost\r\n\r\n", 400},
        {"H9 foreign Host", "GET / HTTP/1.1\r\nHost: elsewhere\r\n\r\n", 421},
        {"H9 Host with user", "GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n", 400},
        {"H10 obs-fold", get + "X-A: one\r\n two\r\n\r\n", 400},
        {"H10 bare CR", get + "X-A: one\rtwo\r\n\r\n", 400},
        {"H10 NUL in a value", get + std::string("X-A: a\0b\r\n\r\n", 12), 400},
        {"H10 space before the colon", get + "X-A : one\r\n\r\n", 400},
        {"H10 empty name", get + ": one\r\n\r\n", 400},
        {"H11 200 fields", get + many_fields(200) + "\r\n", 431},
        {"H11 a name of 9 KB", get + std::string(9000, 'x') + ": 1\r\n\r\n", 431},
        {"H11 a value of 9 KB", get + "X-A: " + std::string(9000, 'x') + "\r\n\r\n", 431},
        {"H11 a header without end", get + "X-A: " + std::string(20'000, 'x'), 431},
        {"H13 two Authorizations", get + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", 400},
        {"H14 another expectation", post + "Content-Length: 1\r\nExpect: 200-ok\r\n\r\n", 417},
        {"H15 TRACE", "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
        {"H15 unknown method", "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
        {"H15 lower-case method", "get / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
        with("H16 gzip", "Content-Encoding: gzip\r\nContent-Length: 3\r\n", 415, "abc"),
        with("H16 br", "Content-Encoding: br\r\nContent-Length: 3\r\n", 415, "abc"),
        with("H16 deflate", "Content-Encoding: deflate\r\nContent-Length: 3\r\n", 415, "abc"),
        {"H20 HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"H20 h2c", get + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 400},
        {"T5 PROXY protocol", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + get + "\r\n", 400},
        {"an empty line first", "\r\n" + get + "\r\n", 400},
        {"no colon", get + "nonsense\r\n\r\n", 400},
        {"two spaces in the request line", "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    };
}

std::vector<Hostile> targets() {
    return {
        target("H9 absolute form", "http://localhost/"),
        {"H9 CONNECT", "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
        {"H9 OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
        target("H12 bytes above 127", "/\xc3\xa4"),
        target("H12 encoded NUL", "/a%00b"),
        target("H12 encoded NUL in the query", "/a?b=%00"),
        target("H12 dot segments", "/a/../b"),
        target("H12 encoded dot segments", "/a/%2e%2e/b"),
        target("H12 half encoded dot segment", "/a/.%2E/b"),
        target("H12 one dot", "/./a"),
        target("H12 double slash", "//a"),
        target("H12 double slash later", "/a//b"),
        target("H12 backslash", "/a\\b"),
        target("H12 encoded backslash", "/a%5cb"),
        target("H12 encoded slash", "/a%2fb"),
        target("H12 bad percent", "/a%2"),
        target("H12 fragment", "/a#b"),
        target("H12 encoded line break", "/a%0d%0ab"),
        target("H12 longer than 1 KB", "/" + std::string(1024, 'a'), 414),
    };
}

/// H17: whatever came in the same packet after the bad request is never answered.
async::Task<void> refuse_all(async::Executor executor, test::RunningServer& running, std::vector<Hostile> list) {
    for (const auto& hostile : list) {
        INFO(hostile.what);
        const std::string answer = co_await test::exchange(executor, running.port(), hostile.bytes);
        CHECK(answer.substr(0, 13) == "HTTP/1.1 " + std::to_string(hostile.status) + " ");
        CHECK(answer.find("Connection: close\r\n") != std::string::npos);
        CHECK(answer.find("Content-Type: application/problem+json\r\n") != std::string::npos);
        CHECK(answer.find("HTTP/1.1 ", 1) == std::string::npos);
    }
    CHECK(running.handled() == 0);
    co_await running.stop();
}

void refuse_all(std::vector<Hostile> list) {
    boost::asio::io_context loop{1};
    http::ServerOptions options;
    options.hosts = {"localhost"};
    test::RunningServer running{loop, test::echo, options};
    test::run(loop, refuse_all(loop.get_executor(), running, std::move(list)));
}
}  // namespace

TEST_CASE("requests whose end two parsers would see differently are refused") { refuse_all(framing()); }
TEST_CASE("headers out of form or out of bounds are refused") { refuse_all(headers()); }
TEST_CASE("targets that two servers would read differently are refused") { refuse_all(targets()); }

namespace {
async::Task<void> answer_then_refuse(async::Executor executor, test::RunningServer& running) {
    const std::string bytes = get + "\r\n" + "BAD\r\n\r\n" + get + "\r\n";
    const std::string answer = co_await test::exchange(executor, running.port(), bytes);
    CHECK(answer.starts_with("HTTP/1.1 200 "));
    CHECK(answer.find("HTTP/1.1 400 ") != std::string::npos);
    CHECK(running.handled() == 1);
    co_await running.stop();
}

async::Task<void> too_slow(async::Executor executor, test::RunningServer& running, std::string bytes,
                           std::string status) {
    const std::string answer = co_await test::exchange(executor, running.port(), std::move(bytes));
    CHECK(answer.substr(0, status.size()) == status);
    co_await running.stop();
}

http::ServerOptions impatient() {
    http::ServerOptions options;
    options.limits.header = 1s;
    options.limits.body_idle = 1s;
    options.limits.keep_alive = 1s;
    options.limits.write_idle = 1s;
    return options;
}

async::Task<http::Response> huge(http::Request&) {
    http::Response response = http::json_response(200, std::string(64 * 1024 * 1024, 'x'));
    co_return response;
}

/// Asks for 64 MB and never reads: the server must give up and let go of the connection.
async::Task<void> never_read(async::Executor executor, test::RunningServer& running) {
    test::RawPeer peer{executor};
    co_await peer.connect(running.port());
    co_await peer.send(get + "\r\n");
    while (running.server().connections() == 0) {
        co_await async::sleep_for(1ms);
    }
    const auto begun = std::chrono::steady_clock::now();
    while (running.server().connections() > 0) {
        co_await async::sleep_for(10ms);
    }
    CHECK(std::chrono::steady_clock::now() - begun < 10s);
    co_await running.stop();
}

async::Task<void> forwarded_fields(async::Executor executor, test::RunningServer& running) {
    const std::string bytes = get + "Connection: close\r\nX-Forwarded-For: 9.9.9.9\r\nForwarded: for=9.9.9.9\r\n\r\n";
    const std::string answer = co_await test::exchange(executor, running.port(), bytes);
    CHECK(answer.ends_with("\r\n\r\n127.0.0.1"));
    co_await running.stop();
}

async::Task<http::Response> who(http::Request& request) { co_return http::json_response(200, request.peer.address); }
}  // namespace

TEST_CASE("H17 a request after a bad one is never answered, those before it are") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, test::echo};
    test::run(loop, answer_then_refuse(loop.get_executor(), running));
}

TEST_CASE("H18 a header that does not end in time is answered with 408") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, test::echo, impatient()};
    test::run(loop, too_slow(loop.get_executor(), running, "GET / HT", "HTTP/1.1 408 "));
    CHECK(running.handled() == 0);
}

TEST_CASE("H18 a body that stops is an error for its handler") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, test::echo, impatient()};
    test::run(loop, too_slow(loop.get_executor(), running, post + "Content-Length: 9\r\n\r\nabc", "HTTP/1.1 400 "));
}

TEST_CASE("H18 a connection that says nothing is closed without a word") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, test::echo, impatient()};
    test::run(loop, too_slow(loop.get_executor(), running, "", ""));
}

TEST_CASE("H18 a peer that does not read its answer loses the connection") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, huge, impatient()};
    test::run(loop, never_read(loop.get_executor(), running));
}

TEST_CASE("H21 the peer's address is the connection's, whatever a header says") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, who};
    test::run(loop, forwarded_fields(loop.get_executor(), running));
}
