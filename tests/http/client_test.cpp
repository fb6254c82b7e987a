#include <boost/asio/write.hpp>

#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, async::Executor>;

namespace {
/// A server that says what the test wants: one entry a connection, one string a request.
struct Script {
    explicit Script(async::Executor executor) : acceptor(executor, {boost::asio::ip::make_address("127.0.0.1"), 0}) {}
    http::Origin origin() const { return {false, "127.0.0.1", acceptor.local_endpoint().port()}; }
    Acceptor acceptor;
    std::vector<std::vector<std::string>> connections;
    int accepted = 0;
    int requests = 0;
};

async::Task<void> play(Script& script) {
    for (const auto& answers : script.connections) {
        auto socket = co_await script.acceptor.async_accept(async::use_task);
        ++script.accepted;
        std::array<char, 4096> buffer{};
        for (const auto& answer : answers) {
            auto [error, count] = co_await socket.async_read_some(boost::asio::buffer(buffer), async::as_result);
            if (error) break;
            ++script.requests;
            co_await boost::asio::async_write(socket, boost::asio::buffer(answer), async::use_task);
        }
    }
}

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

async::Task<void> converse(async::Executor executor, Script& script, http::ClientRequest request, std::size_t times,
                           std::vector<core::Result<http::ClientResponse>>& answers, http::ClientOptions options) {
    const core::Log log{"test"};
    async::TaskGroup playing{executor, log, "script"};
    playing.spawn(play(script));
    http::Client client{executor, script.origin(), std::nullopt, options};
    for (std::size_t at = 0; at < times; ++at) {
        auto answer = co_await client.send(request);
        answers.push_back(std::move(answer));
        co_await async::sleep_for(5ms);  // lets a close of the server arrive
    }
    co_await playing.drain(0ms);
}

struct Conversation {
    explicit Conversation(std::vector<std::vector<std::string>> connections, std::size_t times = 1,
                          http::Method method = http::Method::get, http::ClientOptions options = {}) {
        script.connections = std::move(connections);
        http::ClientRequest request;
        request.method = method;
        test::run(loop, converse(loop.get_executor(), script, request, times, answers, options));
    }
    core::Problem problem() const {
        return answers.front().has_error() ? answers.front().error().problem : core::Problem{};
    }

    boost::asio::io_context loop{1};
    Script script{loop.get_executor()};
    std::vector<core::Result<http::ClientResponse>> answers;
};
}  // namespace

TEST_CASE("a kept-alive connection is used again") {
    const Conversation talk{{{ok, ok, ok}}, 3};
    CHECK(talk.script.accepted == 1);
    CHECK(talk.script.requests == 3);
    CHECK(talk.answers.back().value().body == "ok");
}

TEST_CASE("a kept-alive connection that the server closed meanwhile costs nothing") {
    const Conversation talk{{{ok}, {ok}}, 2};
    CHECK(talk.script.accepted == 2);
    CHECK(talk.answers.back().has_value());
}

TEST_CASE("a connection that ends with the request is replaced once, one that never answers is not asked again") {
    SECTION("reused: sent once more") {
        const Conversation talk{{{ok, ""}, {ok}}, 2};
        CHECK(talk.script.requests == 3);
        CHECK(talk.answers.back().has_value());
    }
    SECTION("fresh: unreachable") {
        const Conversation talk{{{""}, {ok}}};
        CHECK(talk.script.accepted == 1);
        CHECK(talk.problem() == core::Problem::unreachable);
    }
    SECTION("half an answer: not sent again") {
        const Conversation talk{{{ok, "HTTP/1.1 200 OK\r\nContent-Le"}, {ok}}, 2};
        CHECK(talk.script.accepted == 1);
        CHECK(talk.answers.back().has_error());
    }
}

TEST_CASE("an answer without an end in time is unreachable") {
    http::ClientOptions options;
    options.answer = 50ms;
    const Conversation talk{{{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", ok}}, 1, http::Method::get, options};
    CHECK(talk.problem() == core::Problem::unreachable);
}

TEST_CASE("answers in every honest form are read") {
    SECTION("chunked") {
        const Conversation talk{{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"}}};
        CHECK(talk.answers.front().value().body == "ok");
    }
    SECTION("until the end of the connection") {
        const Conversation talk{{{"HTTP/1.1 200 OK\r\n\r\nok"}}};
        CHECK(talk.answers.front().value().body == "ok");
    }
    SECTION("100 Continue first") {
        const Conversation talk{{{"HTTP/1.1 100 Continue\r\n\r\n" + ok}}};
        CHECK(talk.answers.front().value().status == 200);
    }
    SECTION("to HEAD") {
        const Conversation talk{{{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", ok}}, 1, http::Method::head};
        CHECK(talk.answers.front().value().status == 200);
    }
}

TEST_CASE("answers that two parsers would read differently, or too large ones, are refused") {
    http::ClientOptions options;
    options.answer_bytes = 10;
    std::string answer;
    SECTION("two lengths") { answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"; }
    SECTION("length and chunked") {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    }
    SECTION("not HTTP") { answer = "SSH-2.0-OpenSSH\r\n\r\n"; }
    SECTION("too large") { answer = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901"; }
    const Conversation talk{{{answer}}, 1, http::Method::get, options};
    CHECK(talk.problem() == core::Problem::refused_by_peer);
}

TEST_CASE("an origin is a scheme, a host and a port, nothing more") {
    CHECK(http::Origin::parse("https://a.example:8443").value().port == 8443);
    CHECK(http::Origin::parse("https://a.example/").value().port == 443);
    CHECK(http::Origin::parse("http://[::1]:80").value().host == "::1");
    for (const auto* wrong : {"a.example", "ftp://a", "https://", "https://a/path", "https://u@a", "https://a:0",
                              "https://a:99999", "https://a:80x", "https://a#f", "https://[::1"}) {
        INFO(wrong);
        CHECK(!http::Origin::parse(wrong));
    }
}
