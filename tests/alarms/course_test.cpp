#include "hospital_server/alarm_rules/course.hpp"

#include "tests/alarms/rules.hpp"

using namespace vorab;
using namespace vorab::hospital_server::alarm_rules;
using namespace std::chrono_literals;

namespace {
/// One alarm, played through by hand.
struct Played {
    explicit Played(std::size_t steps = 2) {
        for (std::size_t i = 0; i < steps; ++i) chain.push_back({"700" + std::to_string(i + 1), 60s});
        course.due = now;
    }
    Turn take(Turn turn) {
        course = turn.course;
        return turn;
    }
    Turn due(std::chrono::seconds after = 0s) {
        now += after;
        return take(on_due(course, chain, now));
    }
    Turn started(int step) { return take(on_started(course, chain, step, now)); }
    Turn refused(int step, bool again = true) { return take(on_refused(course, chain, step, again, "503", now)); }
    Turn accepted(int step, const char* who = "Dr. A") { return take(on_accepted(course, step, who, now)); }
    Turn ended(int step) { return take(on_ended(course, chain, step, "Finished", now)); }
    Turn stop() { return take(on_stop(course, "cancelled")); }
    void ring() {
        CHECK(due().call);
        started(0);
    }

    core::Timestamp now = at("2026-01-15T13:00:00Z");
    std::vector<Step> chain;
    Course course;
};
}  // namespace

TEST_CASE("an alarm rings when it is due, not before, and is accepted by a human") {
    Played one;
    one.course.due = one.now + 10s;
    CHECK(!one.due().call);
    CHECK(one.due(10s).call);
    CHECK(one.course.state == State::ringing);
    one.started(0);
    CHECK(one.course.started);
    const auto turn = one.accepted(0);
    CHECK(one.course.state == State::accepted);
    CHECK(one.course.by == "Dr. A");
    CHECK(turn.stop.empty());
    CHECK(!one.course.due);
}

TEST_CASE(
    "nobody accepts: the next one is called, and the first one's acceptance still counts and ends the other call") {
    Played one;
    one.ring();
    CHECK(!one.due(59s).call);
    CHECK(one.due(1s).call);
    CHECK(one.course.step == 1);
    one.started(1);
    const auto turn = one.accepted(0);
    CHECK(one.course.state == State::accepted);
    CHECK(turn.stop == std::vector<int>{1});
}

TEST_CASE("a call that ends without an acceptance brings the next one at once") {
    Played one;
    one.ring();
    CHECK(one.ended(0).call);
    CHECK(one.course.step == 1);
    one.started(1);
    const auto turn = one.ended(1);
    CHECK(one.course.state == State::unanswered);
    CHECK(!turn.call);
    CHECK(one.accepted(1).course.state == State::accepted);
}

TEST_CASE("a start whose answer never came is made again with the same step") {
    Played one;
    CHECK(one.due().call);
    CHECK(!one.due(29s).call);
    const auto turn = one.due(1s);
    CHECK(turn.call);
    CHECK(one.course.step == 0);
    CHECK(turn.events.empty());
}

TEST_CASE("an alarm server that takes no call is asked again, people are told to telephone, and it still rings later") {
    Played one;
    one.due();
    CHECK(one.refused(0).events.size() == 1);
    for (int i = 0; i < 4; ++i) {
        CHECK(one.due(try_again_after).call);
        one.refused(one.course.step);
    }
    CHECK(one.course.state == State::ringing);
    one.due(try_again_after);
    const auto turn = one.refused(one.course.step);
    CHECK(one.course.state == State::failed);
    CHECK(turn.events.back().kind == EventKind::failed);
    CHECK(one.course.step == 1);  // perhaps the next one can be reached
    CHECK(one.due(try_again_after).call);
    one.started(1);
    CHECK(one.course.state == State::ringing);
}

TEST_CASE("a destination that the alarm server will never take is passed over") {
    Played one;
    one.due();
    const auto turn = one.refused(0, false);
    CHECK(turn.call);
    CHECK(one.course.step == 1);
    one.refused(1, false);
    CHECK(one.course.state == State::failed);
    CHECK(one.course.due);
}

TEST_CASE("a stop ends every call that may ring, and a call that starts late is ended too") {
    Played one;
    one.ring();
    one.due(60s);
    CHECK(one.stop().stop == std::vector<int>{0, 1});
    CHECK(one.course.state == State::stopped);
    CHECK(one.started(1).stop == std::vector<int>{1});
    Played scheduled;
    CHECK(scheduled.stop().stop.empty());
    CHECK(scheduled.course.state == State::stopped);
}

TEST_CASE("what has been accepted stays accepted") {
    Played one;
    one.ring();
    one.accepted(0);
    one.ended(0);
    one.accepted(0, "Dr. B");
    one.stop();
    CHECK(one.course.state == State::accepted);
    CHECK(one.course.by == "Dr. A");
    CHECK(!one.due(600s).call);
}

TEST_CASE("every state and every event has one name, and states are read back") {
    for (const State state : {State::scheduled, State::ringing, State::accepted, State::unanswered, State::failed,
                              State::stopped, State::withdrawn})
        CHECK(state_named(public_text(state).view()) == state);
    CHECK_THROWS(state_named("lost"));
}
