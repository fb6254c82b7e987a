#include "common/board/hub.hpp"

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/moved_clock.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {
/// A browser that keeps what it was sent.
struct Browser final : http::WebSocket {
    async::Task<std::optional<std::string>> receive() override { co_return std::nullopt; }
    bool send(std::shared_ptr<const std::string> text) override {
        frames.push_back(core::parse_json_object(*text).value());
        return true;
    }
    std::size_t waiting() const override { return 0; }
    void close(std::uint16_t, std::string_view) override {}
    std::vector<json::object> frames;
};

struct Wall {
    test::MovedClock clock;
    board::Hub hub{clock};
    core::MailboxId mailbox = core::MailboxId::parse("zna").value();
    core::MailboxId other = core::MailboxId::parse("other").value();
    core::CaseId id = core::new_case_id();
    Browser browser;

    board::Entry entry(std::int64_t sequence, const char* sealed) const {
        return {.case_id = id, .sequence = sequence, .received_at = clock.now(), .sealed = sealed};
    }
};
}  // namespace

TEST_CASE("who joins gets a snapshot, then every change of its mailbox and no other") {
    Wall wall;
    wall.hub.publish(wall.mailbox, wall.entry(1, "first"));
    wall.hub.join(wall.mailbox, wall.browser, {{"entries", 40}});
    REQUIRE(wall.browser.frames.size() == 1);
    const auto& snapshot = wall.browser.frames[0];
    CHECK(snapshot.at("type") == "snapshot");
    CHECK(snapshot.at("seq") == 1);
    CHECK(snapshot.at("entries").as_array().at(0).at("board") == "first");
    CHECK(snapshot.at("config").at("entries") == 40);
    wall.hub.publish(wall.other, wall.entry(1, "elsewhere"));
    wall.hub.publish(wall.mailbox, wall.entry(2, "second"));
    REQUIRE(wall.browser.frames.size() == 2);
    CHECK(wall.browser.frames[1].at("type") == "upsert");
    CHECK(wall.browser.frames[1].at("seq") == 2);
    CHECK(wall.browser.frames[1].at("entry").at("board") == "second");
    wall.hub.leave(wall.mailbox, wall.browser);
    wall.hub.publish(wall.mailbox, wall.entry(3, "third"));
    CHECK(wall.browser.frames.size() == 2);
    CHECK(wall.hub.watchers() == 0);
}

TEST_CASE("a lower sequence never overwrites a higher one, and a case keeps the time it was announced") {
    Wall wall;
    const auto announced = wall.clock.now();
    wall.hub.publish(wall.mailbox, wall.entry(3, "third"));
    wall.clock.time += 5min;
    wall.hub.publish(wall.mailbox, wall.entry(2, "second"));
    CHECK(wall.hub.find(wall.mailbox, wall.id)->sealed == "third");
    wall.hub.publish(wall.mailbox, wall.entry(4, "fourth"));
    CHECK(wall.hub.find(wall.mailbox, wall.id)->sealed == "fourth");
    CHECK(wall.hub.find(wall.mailbox, wall.id)->received_at == announced);
    CHECK(!wall.hub.find(wall.other, wall.id));
}

TEST_CASE("what is removed is told once, and what is too old goes by itself") {
    Wall wall;
    wall.hub.join(wall.mailbox, wall.browser, {});
    wall.hub.publish(wall.mailbox, wall.entry(1, "first"));
    wall.hub.remove_before(wall.clock.now());
    CHECK(wall.browser.frames.size() == 2);
    wall.clock.time += 1s;
    wall.hub.remove_before(wall.clock.now());
    REQUIRE(wall.browser.frames.size() == 3);
    CHECK(wall.browser.frames[2] == json::object{{"type", "remove"}, {"seq", 2}, {"id", wall.id.str().c_str()}});
    wall.hub.remove(wall.mailbox, wall.id);
    CHECK(wall.browser.frames.size() == 3);
}

TEST_CASE("a heartbeat tells the server's time to everybody") {
    Wall wall;
    Browser second;
    wall.hub.join(wall.mailbox, wall.browser, {});
    wall.hub.join(wall.other, second, {});
    wall.hub.heartbeat();
    for (const auto* browser : {&wall.browser, &second}) {
        CHECK(browser->frames.back() ==
              json::object{{"type", "heartbeat"}, {"server_time", "2026-11-21T12:00:00.000000Z"}});
    }
}

TEST_CASE("the words of the feed are read back, and an entry carries what it knows") {
    for (const char* word : {"new", "seen", "ready", "arrived", "cancelled"})
        CHECK(public_text(board::parse_state(word).value()).view() == word);
    CHECK(!board::parse_state("gone"));
    const Wall wall;
    auto entry = wall.entry(1, "sealed");
    CHECK(!board::to_json(entry).contains("eta"));
    entry.eta = wall.clock.now();
    CHECK(board::to_json(entry).at("eta") == "2026-11-21T12:00:00.000000Z");
    envelope::RoutingSlip slip;
    slip.case_id = wall.id;
    CHECK(!board::entry_of(slip, wall.clock.now()));
    slip.board = "sealed";
    slip.kind = envelope::Kind::cancellation;
    CHECK(board::entry_of(slip, wall.clock.now())->state == board::State::cancelled);
}
