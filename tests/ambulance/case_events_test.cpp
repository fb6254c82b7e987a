// The crew's stream is kept up: over cuts, over a gateway that is away, over one that has forgotten us.
#include "tools/ambulance/case_events.hpp"

#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "tests/ambulance/catch.hpp"
#include "tests/ambulance/gateway.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace vorab::ambulance;
using namespace std::chrono_literals;
using core::Problem;

namespace {
struct Dies : std::runtime_error {
    Dies() : runtime_error("in the middle") {}
};

/// How the gateway answers who wants to listen: with a problem, or with these bytes and a connection that breaks.
struct Turn {
    std::optional<Problem> refused = {};
    std::string says = {};
    bool goes_on = false;  ///< silent afterwards, instead of breaking
};

struct Gateway : test::TlsGateway {
    Gateway() : test::TlsGateway([this](http::Request& request) { return answer(request); }) {}

    std::vector<Turn> turns;
    std::vector<std::string> resumed_after;  ///< Last-Event-ID of each who wanted to listen
    int tokens = 0;
    int posts = 0;
    Package package = test::pack_example(hospital, "stemi").value();
    core::SystemClock clock;

    async::Task<http::Response> answer(http::Request& request) {
        const auto body = co_await request.body->read_all(2 << 20);
        if (request.path == "/oauth2/token") {
            co_return http::json_response(200, R"({"access_token":"t)" + std::to_string(++tokens) + R"("})");
        }
        if (request.method == http::Method::post) {
            posts += body.value() == package.envelope ? 1 : 0;
            co_return http::json_response(200, "{}");
        }
        CHECK(request.path == "/v1/cases/" + package.slip.case_id.str() + "/events");
        resumed_after.emplace_back(request.headers.find("Last-Event-ID").value_or(""));
        const auto turn = turns.size() < resumed_after.size() ? Turn{} : turns.at(resumed_after.size() - 1);
        if (turn.refused) co_return http::problem_response(core::failure(*turn.refused));
        http::Response response;
        response.content_type = "text/event-stream";
        response.stream = [turn](http::BodyWriter& writer) { return say(writer, turn); };
        co_return response;
    }

    static async::Task<void> say(http::BodyWriter& writer, Turn turn) {
        co_await writer.write("retry: 2\n\n" + turn.says);
        if (turn.goes_on) co_await async::sleep_for(10s);
        throw Dies();
    }
};

struct Heard {
    std::vector<std::string> events;
    std::optional<Trouble> trouble = {};
};

async::Task<void> listen(Gateway& gateway, std::chrono::milliseconds for_so_long, std::size_t most, Heard& heard) {
    const http::ClientOptions options;
    GatewayClient client{gateway.loop.get_executor(), gateway.connection, options};
    CaseEvents events{gateway.loop.get_executor(), client, gateway.package, gateway.clock, for_so_long};
    while (heard.events.size() < most) {
        const auto event = co_await events.next();
        if (!event) heard.trouble = event.error();
        if (!event || !*event) break;
        heard.events.emplace_back(core::text_member(**event, "event"));
    }
    co_await gateway.server.drain(0ms);
    co_await gateway.tasks.drain(0ms);
}

Heard hear(Gateway& gateway, std::size_t most, std::chrono::milliseconds for_so_long = 15s) {
    Heard heard;
    test::run(gateway.loop, listen(gateway, for_so_long, most, heard));
    return heard;
}

std::string event(int id, const std::string& name) {
    return "id: " + std::to_string(id) + "\nevent: " + name + "\ndata: {\"event\":\"" + name + "\"}\n\n";
}
using Names = std::vector<std::string>;
}  // namespace

TEST_CASE("after a cut the stream goes on behind the last event that came whole") {
    Gateway gateway;
    gateway.turns = {{.says = event(1, "seen") + ":\n\n" + event(2, "accepted") + "id: 3\nevent: arr"},
                     {.says = ":\n\n"},
                     {.says = event(3, "arrived")}};
    const auto heard = hear(gateway, 3);
    CHECK(heard.events == Names{"seen", "accepted", "arrived"});
    CHECK(gateway.resumed_after == Names{"", "2", "2"});
    CHECK(!heard.trouble);
}

TEST_CASE("a gateway that is away or full is asked again, one that forgot us is reminded") {
    Gateway gateway;
    gateway.turns = {{.says = event(1, "seen")},
                     {.refused = Problem::unavailable},
                     {.refused = Problem::too_many_requests},
                     {.refused = Problem::unauthenticated},
                     {.refused = Problem::not_found},
                     {.says = event(2, "accepted")}};
    const auto heard = hear(gateway, 2);
    CHECK(heard.events == Names{"seen", "accepted"});
    CHECK(gateway.resumed_after == Names{"", "1", "1", "1", "1", "1"});
    CHECK(gateway.tokens == 1);
    CHECK(gateway.posts == 1);
}

TEST_CASE("a refusal that stays one is told, and so is what is no event") {
    Gateway gateway;
    SECTION("forbidden") {
        gateway.turns = {{.refused = Problem::forbidden}};
        const auto heard = hear(gateway, 1);
        REQUIRE(heard.trouble);
        CHECK(heard.trouble->exit == Exit::refused);
        CHECK_THAT(heard.trouble->words, Catch::Contains("403"));
    }
    SECTION("no JSON") {
        gateway.turns = {{.says = "data: seen\n\n", .goes_on = true}};
        const auto heard = hear(gateway, 1);
        REQUIRE(heard.trouble);
        CHECK(heard.trouble->exit == Exit::failed);
    }
}

TEST_CASE("when the time is over nothing more is awaited") {
    Gateway gateway;
    gateway.turns = {{.says = event(1, "seen"), .goes_on = true}};
    const auto heard = hear(gateway, 9, 300ms);
    CHECK(heard.events == Names{"seen"});
    CHECK(!heard.trouble);
}
