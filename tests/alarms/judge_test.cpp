#include "hospital_server/alarm_rules/judge.hpp"

#include "tests/alarms/rules.hpp"

using namespace vorab;
using namespace vorab::hospital_server::alarm_rules;
using namespace std::chrono_literals;

namespace {
Verdict verdict_on(const Rule& rule, const Situation& situation) { return judge({rule}, situation, greenwich).front(); }
bool raises(const Rule& rule, const Situation& of = situation()) { return verdict_on(rule, of).raised; }
}  // namespace

TEST_CASE("a rule without conditions is for every case, and rings at once") {
    const auto bare = rule("all");
    const auto said = verdict_on(bare, {.mailbox = situation().mailbox, .arrival = {}, .now = situation().now});
    CHECK(said.raised);
    CHECK(said.due == situation().now);
    CHECK(said.why == "the rule is for every case");
}

TEST_CASE("each condition of a rule must hold, and what does not is said") {
    auto one = rule("one");
    one.when.priorities = {envelope::Priority::sk1};
    one.when.keywords = {"polytrauma"};
    one.when.flags = {"cpr", "trauma_team"};
    CHECK(verdict_on(one, situation()).why == "priority is sk1; keyword holds \"polytrauma\"; flag trauma_team");
    auto green = situation();
    green.arrival.priority = envelope::Priority::sk3;
    CHECK(!raises(one, green));
    CHECK(verdict_on(one, green).why == "priority is sk3, which the rule does not name");
    auto unknown = situation();
    unknown.arrival.priority.reset();
    CHECK(verdict_on(one, unknown).why == "no priority, which the rule does not name");
    auto other = situation();
    other.arrival.keyword = "Stroke";
    CHECK(verdict_on(one, other).why == "the keyword holds none of \"polytrauma\"");
}

TEST_CASE("keywords are compared without regard to case, umlauts too") {
    auto one = rule("one");
    one.when.keywords = {folded("SCHÄDEL")};
    CHECK(raises(one));
    CHECK(folded("ÄÖÜ×ß straße") == "äöü×ß straße");
}

TEST_CASE("codes are compared as words: whole, or by their beginning") {
    auto one = rule("one");
    one.when.codes = {"21123"};
    CHECK(!raises(one));
    one.when.codes = {"211*"};
    CHECK(raises(one));
    auto none = situation();
    none.arrival.code.reset();
    one.when.codes = {"*"};
    CHECK(raises(one));
    CHECK(!raises(one, none));
}

TEST_CASE("flags, unwanted flags, ages and mailboxes are conditions") {
    auto unwanted = rule("one");
    unwanted.when.without_flags = {"trauma_team"};
    CHECK(verdict_on(unwanted, situation()).why == "flag trauma_team is set");
    auto child = rule("child");
    child.when.age_to = 17;
    CHECK(!raises(child));
    auto young = situation();
    young.arrival.age = 17;
    CHECK(raises(child, young));
    young.arrival.age.reset();
    CHECK(!raises(child, young));
    auto elsewhere = rule("elsewhere");
    elsewhere.when.mailboxes = {core::MailboxId::parse("stroke-unit").value()};
    CHECK(!raises(elsewhere));
}

TEST_CASE("weekdays and hours are those of the moment when it would ring") {
    auto night = rule("night");
    night.when.hours = Hours{16 * 60 + 30, 7 * 60};
    CHECK(!raises(night));
    CHECK(raises(night, situation("2026-01-15T16:30:00Z")));
    CHECK(raises(night, situation("2026-01-15T06:59:00Z")));
    CHECK(!raises(night, situation("2026-01-15T07:00:00Z")));
    night.lead = 10min;
    auto soon = situation("2026-01-15T16:20:00Z");
    soon.arrival.eta = at("2026-01-15T16:45:00Z");
    CHECK(raises(night, soon));
    auto weekend = rule("weekend");
    weekend.when.weekdays = {5, 6};
    CHECK(!raises(weekend));
    CHECK(raises(weekend, situation("2026-01-17T13:00:00Z")));
}

TEST_CASE("the alarm rings the lead time before the arrival, at once if less is left or no time is known") {
    auto one = rule("one");
    one.lead = 10min;
    CHECK(verdict_on(one, situation()).due == at("2026-01-15T13:20:00Z"));
    one.lead = 45min;
    CHECK(verdict_on(one, situation()).due == situation().now);
    auto unknown = situation();
    unknown.arrival.eta.reset();
    one.lead = 10min;
    CHECK(verdict_on(one, unknown).due == unknown.now);
}

TEST_CASE("two rules that would call the same team raise one alarm") {
    const auto verdicts = judge({rule("first"), rule("second"), rule("third", "7002")}, situation(), greenwich);
    CHECK(verdicts[0].raised);
    CHECK(!verdicts[1].raised);
    CHECK(verdicts[1].why == "7001 is called already by the rule first");
    CHECK(verdicts[2].raised);
}
