#include "gateway/transmissions/parking.hpp"

#include "gateway/retention.hpp"
#include "tests/envelope/example.hpp"
#include "tests/gateway/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace parking = gateway::parking;

namespace {
struct ParkingSetting : test::GatewaySetting {
    core::TransmissionId park(std::string_view body = "sealed") {
        auto json = test::example_slip();
        const auto id = core::new_transmission_id(clock.now());
        json["transmission"] = id.str();
        CHECK(parking::park(connection, envelope::read_slip(json).value(), client, body, clock.now()));
        return id;
    }
    core::Result<void> park_again(const core::TransmissionId& id, std::string_view body, const core::ClientId& by) {
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
    CHECK(parking::due(setting.connection, setting.clock.now(), 16).empty());  // two seconds of peace at first
    setting.clock.time += 2s;
    const auto mine = parking::due(setting.connection, setting.clock.now(), 1);
    const auto theirs = parking::due(other, setting.clock.now(), 16);
    REQUIRE((mine.size() == 1 && theirs.size() == 1));
    CHECK(mine[0].transmission != theirs[0].transmission);
    CHECK((mine[0].body == "first" || mine[0].body == "second"));
    CHECK(parking::due(setting.connection, setting.clock.now(), 16).empty());
    setting.clock.time += 4s;
    CHECK(parking::due(setting.connection, setting.clock.now(), 16).size() == 2);
    for (int attempt = 2; attempt < 12; ++attempt) {
        setting.clock.time += 60s;
        CHECK(parking::due(setting.connection, setting.clock.now(), 16).size() == 2);  // never more than a minute
    }
}

TEST_CASE("an instance that holds a row keeps no other instance waiting") {
    ParkingSetting setting;
    const auto held = setting.park("first");
    setting.park("second");
    setting.clock.time += 2s;
    database::Connection other{test::GatewaySetting::options()};
    const database::Transaction holding{other};
    other.query("SELECT 1 FROM parked WHERE transmission = ? FOR UPDATE", {held.str()});
    CHECK(parking::due(setting.connection, setting.clock.now(), 16).size() == 1);
}

TEST_CASE("the hospital's answer takes the body's place") {
    ParkingSetting setting;
    const auto id = setting.park();
    parking::settle(setting.connection, id, "delivered", R"({"receipt":"x"})");
    const auto found = parking::find(setting.connection, id);
    REQUIRE(found);
    CHECK(found->state == "delivered");
    CHECK(found->answer == R"({"receipt":"x"})");
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE body IS NOT NULL") == 0);
    parking::settle(setting.connection, id, "refused", "{}");  // a late second answer changes nothing
    CHECK(parking::find(setting.connection, id)->state == "delivered");
}

TEST_CASE("what has expired and is sent again is parked anew, for what is answered must be true") {
    ParkingSetting setting;
    const auto id = setting.park();
    setting.clock.time += 3h + 1s;
    REQUIRE(parking::expire(setting.connection, setting.clock.now() - 3h) == 1);
    REQUIRE(setting.park_again(id, "sealed", setting.client));
    CHECK(parking::find(setting.connection, id)->state == "parked");
    CHECK(parking::expire(setting.connection, setting.clock.now() - 3h) == 0);
    setting.clock.time += 1h;
    const auto due = parking::due(setting.connection, setting.clock.now(), 10);
    REQUIRE(due.size() == 1);
    CHECK(due[0].body == "sealed");
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
    CHECK(parking::expire(setting.connection, setting.clock.now()) == 0);
    setting.clock.time += 3h + 1s;
    CHECK(parking::expire(setting.connection, setting.clock.now() - 3h) == 1);
    CHECK(parking::find(setting.connection, waiting)->state == "expired");
    CHECK(parking::find(setting.connection, delivered)->state == "delivered");
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE body IS NOT NULL") == 0);
    parking::forget(setting.connection, setting.clock.now() - 24h, setting.clock.now());
    CHECK(setting.count("SELECT COUNT(*) FROM parked") == 2);
    CHECK(setting.count("SELECT COUNT(*) FROM used_assertion") == 0);
    parking::forget(setting.connection, setting.clock.now(), setting.clock.now());
    CHECK(setting.count("SELECT COUNT(*) FROM parked") == 0);
}
