#include "gateway/transmissions/parking.hpp"

#include "gateway/retention.hpp"
#include "tests/envelope/example.hpp"
#include "tests/gateway/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace parking = gateway::parking;

namespace {
struct ParkingSetting : test::GatewaySetting {
    std::vector<gateway::Parked> expire(core::Timestamp before, std::int64_t limit = 100) {
        database::Transaction transaction{connection};
        auto expired = parking::expire(connection, before, limit);
        transaction.commit();
        return expired;
    }
    core::MailboxId mailbox = core::MailboxId::parse("zna-musterstadt").value();

    core::TransmissionId park(std::string_view body = "sealed") {
        auto json = test::example_slip();
        const auto id = core::new_transmission_id(clock.now());
        json["transmission"] = id.str();
        CHECK(parking::park(connection, envelope::read_slip(json).value(), client, body, clock.now()));
        return id;
    }
    core::Result<gateway::Parked> park_again(const core::TransmissionId& id, std::string_view body,
                                             const core::ClientId& by) {
        auto json = test::example_slip();
        json["transmission"] = id.str();
        return parking::park(connection, envelope::read_slip(json).value(), by, body, clock.now());
    }
};
}  // namespace

TEST_CASE("an envelope is parked once; the same again is the same, other content a conflict") {
    ParkingSetting setting;
    const auto id = setting.park("sealed");
    CHECK(setting.park_again(id, "sealed", setting.client));
    const auto other = setting.park_again(id, "other", setting.client);
    REQUIRE(!other);
    CHECK(other.error().problem == core::Problem::conflict);
    const auto stranger = core::ClientId::parse("stranger").value();
    CHECK(!setting.park_again(id, "sealed", stranger));
    CHECK(setting.count("SELECT COUNT(*) FROM parked") == 1);
    const auto found = parking::find(setting.connection, id);
    REQUIRE(found);
    CHECK(found->state == "parked");
    CHECK(found->client == setting.client);
    CHECK(!parking::find(setting.connection, core::new_transmission_id(setting.clock.now())));
}

TEST_CASE("what is due is taken by one of two instances, with growing pauses") {
    ParkingSetting setting;
    setting.park("first");
    setting.park("second");
    database::Connection other{test::GatewaySetting::options()};
    const auto take = [&](database::Connection& by) {
        return parking::take_due(by, setting.mailbox, setting.clock.now());
    };
    CHECK(parking::mailboxes_due(setting.connection, setting.clock.now()).empty());  // two seconds of peace at first
    CHECK(!take(setting.connection));
    setting.clock.time += 2s;
    CHECK(parking::mailboxes_due(setting.connection, setting.clock.now()) == std::vector{setting.mailbox});
    const auto mine = take(setting.connection);
    const auto theirs = take(other);
    REQUIRE((mine && theirs));
    CHECK(mine->transmission != theirs->transmission);
    CHECK((mine->body == "first" || mine->body == "second"));
    CHECK(!take(setting.connection));
    for (int attempt = 1; attempt < 12; ++attempt) {
        setting.clock.time += 75s;  // a minute, and a quarter more by chance
        CHECK((take(setting.connection) && take(other)));
        CHECK(!take(setting.connection));
    }
    CHECK(setting.count("SELECT COUNT(DISTINCT due_at) FROM parked") == 2);  // never all at one moment
}

TEST_CASE("when the hospital is back, nothing waits for the end of its pause") {
    ParkingSetting setting;
    setting.park("first");
    setting.clock.time += 2s;
    const auto take = [&] { return parking::take_due(setting.connection, setting.mailbox, setting.clock.now()); };
    CHECK(take());
    CHECK(!take());
    parking::bring_forward(setting.connection, core::MailboxId::parse("not-assigned").value(), setting.clock.now());
    CHECK(!take());
    parking::bring_forward(setting.connection, setting.mailbox, setting.clock.now());
    CHECK(take());
}

TEST_CASE("an instance that holds a row keeps no other instance waiting") {
    ParkingSetting setting;
    const auto held = setting.park("first");
    setting.park("second");
    setting.clock.time += 2s;
    database::Connection other{test::GatewaySetting::options()};
    const database::Transaction holding{other};
    other.query("SELECT 1 FROM parked WHERE transmission = ? FOR UPDATE", {held.str()});
    const auto taken = parking::take_due(setting.connection, setting.mailbox, setting.clock.now());
    REQUIRE(taken);
    CHECK(taken->body == "second");
}

TEST_CASE("the hospital's answer takes the body's place") {
    ParkingSetting setting;
    const auto id = setting.park();
    CHECK(parking::settle(setting.connection, id, "delivered", R"({"receipt":"x"})"));
    const auto found = parking::find(setting.connection, id);
    REQUIRE(found);
    CHECK(found->state == "delivered");
    CHECK(found->answer == R"({"receipt":"x"})");
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE body IS NOT NULL") == 0);
    CHECK(!parking::settle(setting.connection, id, "refused", "{}"));  // a late second answer changes nothing
    CHECK(parking::find(setting.connection, id)->state == "delivered");
    const auto again = setting.park_again(id, "sealed", setting.client);
    REQUIRE(again);
    CHECK(again->state == "delivered");
    CHECK(again->answer == R"({"receipt":"x"})");
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE body IS NOT NULL") == 0);
}

TEST_CASE("what has expired and is sent again is parked anew, for what is answered must be true") {
    ParkingSetting setting;
    const auto id = setting.park();
    setting.clock.time += 3h + 1s;
    REQUIRE(parking::expire(setting.connection, setting.clock.now() - 3h, 10).size() == 1);
    REQUIRE(setting.park_again(id, "sealed", setting.client));
    CHECK(parking::find(setting.connection, id)->state == "parked");
    CHECK(parking::expire(setting.connection, setting.clock.now() - 3h, 10).empty());
    setting.clock.time += 1h;
    const auto due = parking::take_due(setting.connection, setting.mailbox, setting.clock.now());
    REQUIRE(due);
    CHECK(due->body == "sealed");
}

TEST_CASE("the audit is kept for its days") {
    ParkingSetting setting;
    setting.connection.execute("DELETE FROM audit");
    gateway::write_audit(setting.connection, {.event = "token.refused"}, setting.clock.now() - std::chrono::days{181});
    gateway::write_audit(setting.connection, {.event = "token.refused"}, setting.clock.now() - std::chrono::days{179});
    CHECK(gateway::forget_audit(setting.connection, setting.clock.now() - std::chrono::days{180}) == 1);
    CHECK(setting.count("SELECT COUNT(*) FROM audit") == 1);
}

TEST_CASE("after three hours the body goes, after a day the row, and what is settled does not expire") {
    ParkingSetting setting;
    const auto delivered = setting.park();
    parking::settle(setting.connection, delivered, "delivered", "{}");
    const auto waiting = setting.park();
    setting.connection.execute("INSERT INTO used_assertion VALUES (REPEAT('a', 32), '2026-11-21 12:05:00')");
    CHECK(setting.expire(setting.clock.now()).empty());
    setting.clock.time += 3h + 1s;
    const auto expired = setting.expire(setting.clock.now() - 3h);
    REQUIRE(expired.size() == 1);
    CHECK(expired[0].transmission == waiting);
    CHECK(setting.expire(setting.clock.now() - 3h).empty());
    CHECK(parking::find(setting.connection, waiting)->state == "expired");
    CHECK(parking::find(setting.connection, delivered)->state == "delivered");
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE body IS NOT NULL") == 0);
    parking::forget(setting.connection, setting.clock.now() - 24h, setting.clock.now());
    CHECK(setting.count("SELECT COUNT(*) FROM parked") == 2);
    CHECK(setting.count("SELECT COUNT(*) FROM used_assertion") == 0);
    parking::forget(setting.connection, setting.clock.now(), setting.clock.now());
    CHECK(setting.count("SELECT COUNT(*) FROM parked") == 0);
}
