#include "hospital_server/alarms/queries.hpp"
#include "hospital_server/cases/queries.hpp"
#include "tests/alarms/house.hpp"

using namespace vorab;
using alarm_server::Fault;
using async::Task;
using test::AlarmHouse;
using namespace std::chrono_literals;

namespace {
Task<void> is_taken(AlarmHouse& house) {
    co_await house.announce(house.record("stemi"));
    co_await house.until("accepted");
    CHECK(house.rang() == 1);
    const auto summary = house.cases.query_one("SELECT alarm_state, alarm_by FROM patient_case");
    CHECK(summary->text(0) == "accepted");
    CHECK(summary->text(1) == "Dienstarzt");
    co_await house.until_told("accepted");
    const auto listed = hospital_server::alarms::alarms_with_course(house.cases, house.case_id);
    const std::string course = boost::json::serialize(listed);
    for (const char* event : {"scheduled", "calling", "started", "accepted"})
        CHECK_THAT(course, Catch::Contains(std::string{"\"event\":\""} + event + "\""));
    CHECK_THAT(course, Catch::Contains("STEMI Hinterwand, 67 J."));
    CHECK_THAT(course, !Catch::Contains("Brandst"));
}

alarm_server::Options taking(const char* user, std::chrono::milliseconds after = 10ms) {
    auto options = test::account(user);
    options.accept_after = after;
    return options;
}
}  // namespace

TEST_CASE("a case that a rule names calls its team, and who has taken the call is known") {
    AlarmHouse house{taking("first"), taking("second")};
    house.play(is_taken);
}

namespace {
Task<void> is_repeated(AlarmHouse& house) {
    co_await house.announce(house.record("stemi"));
    co_await house.until("accepted");
    co_await house.bring();
    co_await house.announce(house.record("stemi", 2));
    co_await house.restart();
    co_await house.bring();
    CHECK(house.state_of() == "accepted");
    CHECK(house.rang() == 1);
}
}  // namespace

TEST_CASE("a repeated delivery, an update and a restart call nobody twice") {
    AlarmHouse house{taking("first"), taking("second")};
    house.play(is_repeated);
}

namespace {
Task<void> is_told_to_far_boards(AlarmHouse& house) {
    house.mailboxes.find(house.mailbox_id)->answers_to = "gateway";
    co_await house.announce(house.record("stemi"));
    co_await house.until("accepted");
    const auto told = [&] {
        return house.count(house.cases, "SELECT COUNT(*) FROM delivery WHERE channel = 'board' AND target = 'gateway'");
    };
    co_await house.until_told("accepted");
    std::int64_t changes = 0;
    std::string last = "none";
    for (const auto& mark : house.marks) {
        if (std::exchange(last, mark) != mark) ++changes;
    }
    CHECK(changes >= 2);  // that it rings, and that it is taken
    CHECK(told() == 1);   // nobody has taken it to the gateway: it will tell the last mark
    house.cases.execute("UPDATE delivery SET state = 'sending', attempts = 1 WHERE channel = 'board'");
    co_await house.bring();
    co_await house.announce(house.record("stemi", 2));
    CHECK(told() == 1);  // no other mark, nothing to tell
}
}  // namespace

TEST_CASE("a mark that changes is told to the boards that the gateway serves, once while nobody takes it there") {
    AlarmHouse house{taking("first"), taking("second")};
    house.play(is_told_to_far_boards);
}

namespace {
Task<void> goes_down_the_chain(AlarmHouse& house) {
    co_await house.announce(house.record("stemi"));
    co_await house.until_noted("call", 1);
    co_await house.until("ringing");
    while (house.cases.query_one("SELECT started FROM alarm")->integer(0) == 0) {
        co_await async::sleep_for(10ms);
    }
    house.pass(61s);
    co_await house.until_noted("call", 2);
    CHECK_THAT(house.notes.back().second, Catch::Contains("7002"));
    while (house.cases.query_one("SELECT started FROM alarm")->integer(0) == 0) {
        co_await async::sleep_for(10ms);
    }
    house.pass(61s);
    co_await house.until("unanswered");
    co_await house.until_told("unanswered");
    CHECK(house.rang() == 2);
}
}  // namespace

TEST_CASE("nobody accepts: the next one is called, and at the end of the chain everybody can see it") {
    AlarmHouse house;
    house.play(goes_down_the_chain);
}

namespace {
Task<void> rings_when_it_is_time(AlarmHouse& house) {
    house.settings.rules[0].lead = 10min;
    auto record = house.record("stemi");
    const auto eta = house.clock.now() + 30min;
    record.at("arrival").as_object()["eta"] = core::to_rfc3339(eta).c_str();
    co_await house.announce(record);
    CHECK(house.state_of() == "scheduled");
    const std::string sooner = database::to_sql(house.clock.now() + 20min);
    const std::string now = database::to_sql(house.clock.now() + 1s);
    house.cases.execute("UPDATE patient_case SET eta = ?, updated_at = ?", {sooner, now});
    house.pass(5min);
    while (house.cases.query_one("SELECT COUNT(*) FROM alarm_event WHERE event = 'retimed'")->integer(0) == 0) {
        co_await async::sleep_for(10ms);
    }
    CHECK(house.rang() == 0);
    house.pass(5min);
    co_await house.until_noted("call", 1);
    co_await house.until("ringing");
    while (house.cases.query_one("SELECT started FROM alarm")->integer(0) == 0) {
        co_await async::sleep_for(10ms);
    }
    const std::string later = database::to_sql(house.clock.now() + 1s);
    house.cases.execute("UPDATE patient_case SET cancelled = TRUE, updated_at = ?", {later});
    house.pass(1s);
    co_await house.until("stopped");
    co_await house.until_noted("stop", 1);
    CHECK(house.one.running_calls() + house.two.running_calls() == 0);
    co_await house.until_told("none");
}
}  // namespace

TEST_CASE("an alarm waits for its time, moves with the arrival, and a cancellation ends the call") {
    AlarmHouse house;
    house.play(rings_when_it_is_time);
}

TEST_CASE("two vehicles that bring one patient show the alarm that needs a person more, whichever raised it") {
    AlarmHouse house;
    const auto main = house.case_id;
    CHECK(house.store(house.record("stemi")));
    house.case_id = core::new_case_id();
    CHECK(house.store(house.record("stroke")));
    house.cases.execute("DELETE FROM case_join");
    house.cases.execute("INSERT INTO case_join (case_id, main, joined_by, joined_at) VALUES (?, ?, 'erika', NOW(6))",
                        {house.case_id.str(), main.str()});
    const auto shown = [&](const char* of_main, const char* of_part) {
        const char* const set =
            "UPDATE patient_case SET alarm_state = ?, alarm_at = '2026-01-01 10:00:00.5' WHERE id = ?";
        house.cases.execute(set, {of_main, main.str()});
        house.cases.execute(set, {of_part, house.case_id.str()});
        return hospital_server::cases::summary(house.cases, house.mailbox_id, main)->at("alarm").as_object();
    };
    CHECK(shown("accepted", "unanswered").at("state") == "unanswered");
    CHECK(shown("failed", "unanswered").at("state") == "failed");
    CHECK(shown("accepted", "ringing").at("at") == "2026-01-01T10:00:00.500000Z");
    house.cases.execute("UPDATE patient_case SET alarm_state = NULL WHERE id = ?", {main.str()});
    const auto summary = hospital_server::cases::summary(house.cases, house.mailbox_id, main);
    CHECK(summary->at("alarm").at("state") == "ringing");
}
