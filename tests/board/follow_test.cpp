// Several servers on one database: each shows what the others changed.
#include <boost/json/array.hpp>

#include "common/board/configuration.hpp"
#include "common/board/licences.hpp"
#include "tests/board/served_boards.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using core::Problem;
namespace json = boost::json;
using test::next;
using test::ServedBoards;

namespace {
/// Another server of the same database, without visitors.
struct OtherServer {
    explicit OtherServer(ServedBoards& served)
        : database(served.loop.get_executor(), ServedBoards::options(), 1, served.log),
          boards(database, served.clock, served.log, {.page = served.folder.path(), .poll = 50ms}) {}
    database::Database database;
    board::Boards boards;
};

board::Entry entry_at(core::Timestamp time) {
    return {.case_id = core::new_case_id(), .sequence = 1, .received_at = time, .sealed = "sealed"};
}

async::Task<void> until_shown(board::Boards& boards, core::MailboxId mailbox, core::CaseId id, board::State state) {
    for (int i = 0; i < 500; ++i) {
        const auto* shown = boards.hub().find(mailbox, id);
        if (shown && shown->state == state) co_return;
        co_await async::sleep_for(10ms);
    }
    FAIL("the change was not followed");
}

async::Task<void> follow_each_other(ServedBoards& served) {
    OtherServer other{served};
    co_await served.boards.load();
    co_await other.boards.load();
    async::TaskGroup tasks{served.loop.get_executor(), served.log, "boards"};
    tasks.spawn(served.boards.follow());
    tasks.spawn(other.boards.follow());
    int hints = 0;
    other.boards.on_change([&] {
        ++hints;
        served.boards.look_now();
    });
    const std::string cookie = co_await served.open();
    auto socket = co_await served.watch(cookie);
    REQUIRE(socket);
    const auto entry = entry_at(served.clock.now());
    const auto begun = std::chrono::steady_clock::now();
    co_await other.boards.show(served.mailbox, entry);
    const auto shown = co_await next(**socket, "upsert");
    CHECK(std::chrono::steady_clock::now() - begun < 1500ms);  // a hint does not wait for the poll
    CHECK_THAT(shown, Catch::Contains(entry.case_id.str()) && Catch::Contains("\"seq\":1"));
    CHECK(hints == 1);

    co_await served.boards.change_state(served.mailbox, entry.case_id, board::State::seen);
    co_await until_shown(other.boards, served.mailbox, entry.case_id, board::State::seen);  // by the poll alone
    co_await other.boards.change_state(served.mailbox, entry.case_id, board::State::arrived);
    const auto seen = co_await next(**socket, "upsert");
    CHECK_THAT(seen, Catch::Contains("\"seq\":2") && Catch::Contains("seen"));
    const auto arrived = co_await next(**socket, "upsert");
    CHECK_THAT(arrived, Catch::Contains("\"seq\":3") && Catch::Contains("arrived"));  // nothing twice in between
    co_await tasks.drain(0ms);
    co_await served.server.stop();
}

async::Task<void> old_news(ServedBoards& served) {
    OtherServer other{served};
    co_await served.boards.load();
    const auto old = entry_at(served.clock.now() - 3h - 1s);
    const auto fresh = entry_at(served.clock.now());
    co_await other.boards.show(served.mailbox, old);
    co_await other.boards.show(served.mailbox, fresh);
    async::TaskGroup tasks{served.loop.get_executor(), served.log, "boards"};
    tasks.spawn(served.boards.follow());
    served.boards.look_now();
    co_await until_shown(served.boards, served.mailbox, fresh.case_id, board::State::announced);
    CHECK(!served.boards.hub().find(served.mailbox, old.case_id));
    co_await tasks.drain(0ms);
    co_await served.server.stop();
}

async::Task<void> administered(ServedBoards& served) {
    const std::string id = board::licence_id(served.licence.proof_sha256);
    co_await served.boards.load();
    async::TaskGroup tasks{served.loop.get_executor(), served.log, "boards"};
    tasks.spawn(served.boards.follow());
    const std::string cookie = co_await served.open();
    auto socket = co_await served.watch(cookie);
    REQUIRE(socket);
    const auto changed =
        board::configure_licence(served.connection, id, {{"entries", 12}, {"sort_order", "eta"}, {"callsign", false}});
    REQUIRE(changed);
    CHECK(*changed == served.mailbox);
    served.boards.look_now();
    const auto config = co_await next(**socket, "config");
    CHECK_THAT(config, Catch::Contains("\"entries\":12") && Catch::Contains("\"sort_order\":\"eta\"") &&
                           Catch::Contains("\"description\":\"Schockraum\""));
    const auto listed = board::list_licences(served.connection);
    REQUIRE(listed.size() == 1);
    CHECK((listed[0].id == id && listed[0].seen_at && !listed[0].revoked));

    const std::string second = co_await served.open();
    CHECK(second == "409");
    REQUIRE(board::release_licence(served.connection, id));
    served.boards.look_now();
    const auto sent_away = co_await next(**socket, "never");
    CHECK(sent_away == "closed");
    const std::string third = co_await served.open();
    CHECK(third.starts_with("vorab_board="));
    REQUIRE(board::revoke_licence(served.connection, id));
    const std::string fourth = co_await served.open();
    CHECK(fourth == "401");
    co_await tasks.drain(0ms);
    co_await served.server.stop();
}
}  // namespace

TEST_CASE("two servers on one database show each other's changes, each once") {
    ServedBoards served;
    test::run(served.loop, follow_each_other(served));
}

TEST_CASE("what others changed after its three hours stays off the boards") {
    ServedBoards served;
    test::run(served.loop, old_news(served));
}

TEST_CASE("an open board is configured without a reload, and its licence given to another browser") {
    ServedBoards served;
    test::run(served.loop, administered(served));
}

TEST_CASE("a write of ours is newer than what was read while it ran") {
    board::OwnWrites writes;
    const board::OwnWrites::Key key{core::MailboxId::parse("zna").value(), core::new_case_id()};
    const board::OwnWrites::Time start{};
    CHECK(!writes.since(key, start));
    writes.begin(key);
    CHECK(writes.since(key, start + 9s));
    writes.end(key, start + 5s);
    CHECK(writes.since(key, start + 5s));
    CHECK(!writes.since(key, start + 6s));
    writes.forget_before(start + 6s);
    CHECK(!writes.since(key, start));
}

TEST_CASE("a configuration is what the schema says, and what is not said stays") {
    const auto whole = board::configured({}, {{"control_centre", "Leitstelle Musterstadt"}});
    REQUIRE(whole);
    CHECK(whole->size() == 10);
    const json::object filter{{"priorities", json::array{"sk1", "none"}}, {"keywords", json::array{"Polytrauma"}}};
    const auto changed = board::configured(*whole, {{"sound_filter", filter}, {"expiry_minutes", 30}});
    REQUIRE(changed);
    CHECK(changed->at("control_centre") == "Leitstelle Musterstadt");
    CHECK(changed->at("sound_filter") == filter);
    for (const json::object& wrong :
         {json::object{{"entries", 0}}, json::object{{"entries", 101}}, json::object{{"expiry_minutes", 181}},
          json::object{{"sort_order", "name"}}, json::object{{"callsign", "on"}}, json::object{{"patient", "x"}},
          json::object{{"description", "line\nbreak"}},
          json::object{{"filter", json::object{{"priorities", json::array{"red"}}}}},
          json::object{{"filter", json::object{{"words", json::array{"x"}}}}},
          json::object{{"filter", json::object{{"keywords", json::array{""}}}}}}) {
        const auto refused = board::configured(*whole, wrong);
        REQUIRE(!refused);
        CHECK(refused.error().problem == Problem::schema_violation);
    }
    const ServedBoards served;
    database::Connection connection{ServedBoards::options()};
    CHECK(board::release_licence(connection, "0123456789abcdef").error().problem == Problem::not_found);
    CHECK(board::configure_licence(connection, board::licence_id(served.licence.proof_sha256), {{"entries", 0}})
              .error()
              .problem == Problem::schema_violation);
}
