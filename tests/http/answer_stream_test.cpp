// An answer that goes on: read as it comes from a real server over TLS, which may fall silent or die in the middle.
#include "common/http/answer_stream.hpp"

#include "common/http/answer_parser.hpp"
#include "common/http/problem.hpp"
#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
struct Dies : std::runtime_error {
    Dies() : runtime_error("in the middle") {}
};

/// Says its pieces, the next one when it is asked for it; then ends as it is told to.
struct Speaker {
    enum class End { well, by_death, in_silence };

    explicit Speaker(async::Executor executor) : go_on(executor) {}

    http::ServerOptions options() const {
        http::ServerOptions with_tls;
        with_tls.tls = test::pki().server_context();
        return with_tls;
    }

    async::Task<http::Response> answer(http::Request& request) {
        if (request.path == "/refused")
            co_return http::problem_response(core::failure(core::Problem::not_found, "no such case"));
        http::Response response;
        response.content_type = "text/event-stream";
        response.stream = [this](http::BodyWriter& writer) { return speak(writer); };
        co_return response;
    }

    async::Task<void> speak(http::BodyWriter& writer) {
        for (const auto& piece : pieces) {
            co_await writer.write(piece);
            [[maybe_unused]] const bool asked = co_await go_on.wait(10s);
        }
        if (end == End::by_death) throw Dies();
        if (end == End::in_silence) co_await async::sleep_for(10s);
    }

    std::vector<std::string> pieces;
    End end = End::well;
    async::Signal go_on;
};

struct Heard {
    std::string text;
    int pieces = 0;
    int status = 0;
    std::optional<core::Failure> broke_off = {};
};

struct World {
    explicit World(std::vector<std::string> pieces, Speaker::End end = Speaker::End::well) {
        speaker.pieces = std::move(pieces);
        speaker.end = end;
    }

    async::Task<void> listen() {
        http::ClientRequest request;
        request.target = target;
        const auto origin = running.origin(true);
        const auto tls = test::pki().client_context();
        auto opened = co_await http::AnswerStream::open(loop.get_executor(), origin, tls, request, options);
        REQUIRE(opened);
        heard.status = opened->status();
        async::Deadline impatient{loop.get_executor(), [stream = &*opened] { stream->cancel(); }};
        if (patience > 0ms) impatient.expires_after(patience);
        for (;;) {
            const auto piece = co_await opened->next();
            if (!piece) heard.broke_off = piece.error();
            if (!piece || piece->empty()) break;
            heard.text += *piece;
            ++heard.pieces;
            speaker.go_on.notify();
        }
        co_await running.stop();
    }

    const Heard& hear() {
        test::run(loop, listen());
        return heard;
    }

    boost::asio::io_context loop{1};
    Speaker speaker{loop.get_executor()};
    test::RunningServer running{loop, [this](http::Request& request) { return speaker.answer(request); },
                                speaker.options()};
    http::StreamedAnswerOptions options;
    std::chrono::milliseconds patience{0};
    std::string target = "/events";
    Heard heard;
};
}  // namespace

TEST_CASE("each piece is there before the next one is said, and the end is an end") {
    World world{{"one", std::string(40'000, 'x'), "three"}};
    const auto& heard = world.hear();
    CHECK(heard.status == 200);
    CHECK(heard.text == "one" + std::string(40'000, 'x') + "three");
    CHECK(heard.pieces >= 3);
    CHECK(!heard.broke_off);
}

TEST_CASE("a server that dies in the middle is told from one that has said all; what it said stays") {
    World world{{"one", "two"}, Speaker::End::by_death};
    const auto& heard = world.hear();
    CHECK(heard.text == "onetwo");
    REQUIRE(heard.broke_off);
    CHECK(heard.broke_off->problem == core::Problem::unreachable);
    CHECK(heard.broke_off->detail.str() == "the connection broke off");
}

TEST_CASE("a server that is silent for longer than allowed is given up") {
    World world{{"one"}, Speaker::End::in_silence};
    world.options.idle = 50ms;
    const auto& heard = world.hear();
    CHECK(heard.text == "one");
    REQUIRE(heard.broke_off);
    CHECK(heard.broke_off->detail.str() == "the peer has fallen silent");
}

TEST_CASE("who listens may stop at any time") {
    World world{{"one"}, Speaker::End::in_silence};
    world.patience = 50ms;
    const auto& heard = world.hear();
    REQUIRE(heard.broke_off);
    CHECK(heard.broke_off->problem == core::Problem::unreachable);
}

TEST_CASE("more than was agreed on is refused") {
    World world{{"one", "four", "five"}};
    world.options.most_bytes = 8;
    const auto& heard = world.hear();
    CHECK(heard.text == "onefour");
    REQUIRE(heard.broke_off);
    CHECK(heard.broke_off->problem == core::Problem::refused_by_peer);
    CHECK(heard.broke_off->detail.str() == "the answer is too large");
}

namespace {
async::Task<void> be_refused(World& world, core::Result<http::ClientResponse>& said) {
    http::ClientRequest request;
    request.target = "/refused";
    const auto origin = world.running.origin(true);
    const auto tls = test::pki().client_context();
    auto opened = co_await http::AnswerStream::open(world.loop.get_executor(), origin, tls, request, world.options);
    REQUIRE(opened);
    said = co_await opened->rest();
    co_await world.running.stop();
}
}  // namespace

TEST_CASE("a refusal is read as a whole") {
    World world{{}};
    core::Result<http::ClientResponse> said = core::failure(core::Problem::internal);
    test::run(world.loop, be_refused(world, said));
    REQUIRE(said);
    CHECK(said->status == 404);
    CHECK(said->headers.find("Content-Type") == "application/problem+json");
    CHECK(said->body.find("no such case") != std::string::npos);
}

TEST_CASE("a body in pieces is the same in every form, wherever it is cut") {
    const std::string head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-A: one\r\n";
    const bool until_close = GENERATE(false, true);
    const std::string bytes =
        head + (until_close ? "\r\nabcde" : "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        INFO(at);
        http::AnswerParser parser{false, 100};
        REQUIRE(parser.push(std::string_view(bytes).substr(0, at)));
        CHECK(parser.has_head() == (at >= bytes.find("\r\n\r\n", head.size() - 2) + 4));
        std::string body = parser.take_piece();
        REQUIRE(parser.push(std::string_view(bytes).substr(at)));
        body += parser.take_piece();
        CHECK(parser.done() == !until_close);
        parser.end();
        CHECK(parser.done());
        CHECK(body == "abcde");
        CHECK(parser.head().headers.find("X-A") == "one");
    }
}
