#include "tests/board/served_boards.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
using test::cookie_of;
using test::next;
using test::ServedBoards;

namespace {
async::Task<void> sessions(ServedBoards& served) {
    const std::string none;
    const std::string wrong = R"({"proof":"AAAA"})";
    const auto refused = co_await served.ask(http::Method::get, none);
    CHECK(refused.status == 401);
    const auto malformed = co_await served.ask(http::Method::post, none, wrong);
    CHECK(malformed.status == 422);
    const std::string unknown =
        json::serialize(json::object{{"proof", core::to_base64url(core::Bytes(32, 5)).c_str()}});
    const auto stranger = co_await served.ask(http::Method::post, none, unknown);
    CHECK(stranger.status == 401);

    const std::string body = served.proof_body();
    const auto opened = co_await served.ask(http::Method::post, none, body);
    REQUIRE(opened.status == 200);
    CHECK_THAT(opened.body, Catch::Contains("\"board_key\":\"wrapped\"") && Catch::Contains("Schockraum"));
    const std::string set{opened.headers.find("Set-Cookie").value()};
    CHECK_THAT(set, Catch::Contains("HttpOnly; Secure; SameSite=Strict") && Catch::Contains("Max-Age=604800"));
    const auto second = co_await served.ask(http::Method::post, none, body);
    CHECK(second.status == 409);

    const std::string cookie = cookie_of(opened);
    served.clock.time += 6 * 24h;
    const auto slid = co_await served.ask(http::Method::get, cookie);
    CHECK(slid.status == 200);
    CHECK(cookie_of(slid) == cookie);
    served.clock.time += 6 * 24h;
    const auto still = co_await served.ask(http::Method::get, cookie);
    CHECK(still.status == 200);
    const auto left = co_await served.ask(http::Method::del, cookie);
    CHECK(left.status == 204);
    const auto after = co_await served.ask(http::Method::get, cookie);
    CHECK(after.status == 401);
    co_await served.server.stop();
}

async::Task<void> feed(ServedBoards& served) {
    const std::string none;
    const auto refused = co_await served.watch(none);
    CHECK(!refused);
    const std::string body = served.proof_body();
    const auto opened = co_await served.ask(http::Method::post, none, body);
    REQUIRE(opened.status == 200);
    const std::string cookie = cookie_of(opened);
    async::TaskGroup tasks{served.loop.get_executor(), served.log, "boards"};
    tasks.spawn(served.boards.run());

    auto first = co_await served.watch(cookie);
    REQUIRE(first);
    const auto snapshot = co_await next(**first, "snapshot");
    CHECK_THAT(snapshot, Catch::Contains("\"entries\":[]"));
    const board::Entry entry{
        .case_id = core::new_case_id(), .sequence = 1, .received_at = served.clock.now(), .sealed = "sealed"};
    co_await served.boards.show(served.mailbox, entry);
    const auto shown = co_await next(**first, "upsert");
    CHECK_THAT(shown, Catch::Contains("\"board\":\"sealed\"") && Catch::Contains("\"state\":\"new\""));
    co_await served.boards.change_state(served.mailbox, entry.case_id, board::State::seen);
    const auto seen = co_await next(**first, "upsert");
    CHECK_THAT(seen, Catch::Contains("\"state\":\"seen\""));
    auto update = entry;
    update.sequence = 2;
    update.sealed = "later";
    co_await served.boards.show(served.mailbox, update);
    const auto updated =
        co_await next(**first, "upsert");  // what the crew sends later does not undo what was said here
    CHECK_THAT(updated, Catch::Contains("\"board\":\"later\"") && Catch::Contains("\"state\":\"seen\""));
    const auto beat = co_await next(**first, "heartbeat");
    CHECK_THAT(beat, Catch::Contains("server_time"));

    auto second = co_await served.watch(cookie);
    REQUIRE(second);
    const auto again = co_await next(**second, "snapshot");
    CHECK_THAT(again, Catch::Contains("\"state\":\"seen\""));
    const auto closed = co_await next(**first, "never");
    CHECK(closed == "closed");
    for (int i = 0; i < 1000 && served.boards.hub().watchers() > 1; ++i) {
        co_await async::sleep_for(10ms);
    }
    CHECK(served.boards.hub().watchers() == 1);

    served.connection.execute("UPDATE board_licence SET revoked = TRUE");
    const auto revoked = co_await next(**second, "never");
    CHECK(revoked == "closed");
    co_await tasks.drain(0ms);
    co_await served.server.stop();
}

async::Task<void> retention(ServedBoards& served) {
    const board::Entry entry{
        .case_id = core::new_case_id(), .sequence = 1, .received_at = served.clock.now(), .sealed = "sealed"};
    board::put_entry(served.connection, served.mailbox, entry);
    co_await served.boards.load();
    CHECK(served.boards.hub().find(served.mailbox, entry.case_id));
    served.clock.time += 3h + 1s;
    async::TaskGroup tasks{served.loop.get_executor(), served.log, "boards"};
    tasks.spawn(served.boards.run());
    for (int i = 0; i < 1000 && served.boards.hub().find(served.mailbox, entry.case_id); ++i) {
        co_await async::sleep_for(10ms);
    }
    CHECK(!served.boards.hub().find(served.mailbox, entry.case_id));
    co_await tasks.drain(5s);
    co_await served.server.stop();
}
}  // namespace

TEST_CASE("a licence key opens one session, its cookie slides, and leaving ends it") {
    ServedBoards served;
    test::run(served.loop, sessions(served));
}

TEST_CASE("a board is fed; a second window closes the first; a revoked licence closes both") {
    ServedBoards served;
    test::run(served.loop, feed(served));
}

TEST_CASE("what was shown for three hours is shown no longer") {
    ServedBoards served;
    test::run(served.loop, retention(served));
}
