#include "hospital_server/alarm_rules/plan.hpp"

#include "tests/alarms/rules.hpp"

using namespace vorab;
using namespace vorab::hospital_server::alarm_rules;
using namespace std::chrono_literals;

namespace {
struct Planned {
    std::vector<Rule> rules;
    std::vector<Known> known;
    Situation of = situation();
    Plan now() const { return plan(judge(rules, of, greenwich), known, of.now); }
};

Known known_as(const Rule& rule, State state, std::optional<core::Timestamp> due = {}) {
    return {rule.name, rule.server, rule.chain.front().to, rule.priority, state, due};
}
}  // namespace

TEST_CASE("an alarm is raised once, however often the case is looked at") {
    Planned planned{{rule("one")}, {}};
    REQUIRE(planned.now().raise.size() == 1);
    for (const State state : {State::ringing, State::accepted, State::unanswered, State::failed}) {
        planned.known = {known_as(planned.rules[0], state)};
        CHECK(planned.now().empty());
    }
}

TEST_CASE("a worse priority raises the next rule, and calls the same people only with a higher priority") {
    auto yellow = rule("yellow");
    yellow.when.priorities = {envelope::Priority::sk2};
    auto red = rule("red");
    red.when.priorities = {envelope::Priority::sk1};
    Planned planned{{red, yellow}, {known_as(yellow, State::accepted)}};
    CHECK(planned.now().empty());
    planned.rules[0].priority = espax::Priority::emergency;
    REQUIRE(planned.now().raise.size() == 1);
    CHECK(planned.now().raise[0].rule->name == "red");
    planned.rules[0].priority = espax::Priority::high;
    planned.rules[0].chain[0].to = "7002";
    CHECK(planned.now().raise.size() == 1);
}

TEST_CASE("a scheduled alarm moves with the arrival") {
    auto one = rule("one");
    one.lead = 10min;
    Planned planned{{one}, {known_as(one, State::scheduled, at("2026-01-15T13:20:00Z"))}};
    CHECK(planned.now().empty());
    planned.of.arrival.eta = at("2026-01-15T13:30:03Z");
    CHECK(planned.now().empty());
    planned.of.arrival.eta = at("2026-01-15T13:45:00Z");
    REQUIRE(planned.now().retime.size() == 1);
    CHECK(planned.now().retime[0].due == at("2026-01-15T13:35:00Z"));
    CHECK(planned.now().retime[0].told);
    planned.of.arrival.eta = at("2026-01-15T13:05:00Z");
    CHECK(planned.now().retime.at(0).due == planned.of.now);
}

TEST_CASE("a scheduled alarm whose rule stops matching is withdrawn, and comes back when it matches again") {
    auto one = rule("one");
    one.when.keywords = {"stroke"};
    Planned planned{{one}, {known_as(one, State::scheduled, at("2026-01-15T13:20:00Z"))}};
    REQUIRE(planned.now().withdraw.size() == 1);
    planned.known = {known_as(one, State::withdrawn)};
    CHECK(planned.now().empty());
    planned.of.arrival.keyword = "Stroke";
    CHECK(planned.now().raise.size() == 1);
    planned.known = {known_as(one, State::ringing)};
    planned.of.arrival.keyword = "STEMI";
    CHECK(planned.now().empty());
}
