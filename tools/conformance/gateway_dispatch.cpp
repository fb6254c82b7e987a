// What dispatch and capacity systems bring: times of arrival by callsign and by case, and the unit that a patient is
// assigned to. The kit announces nobody (its records are of kind `test`), so whom it names nobody knows: the gateway
// has to say that, and may do nothing else.
#include <boost/json/serialize.hpp>

#include "common/core/encoding.hpp"
#include "common/core/random.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
namespace json = boost::json;
using namespace std::chrono_literals;

namespace {
http::ClientRequest post_json(std::string target, const json::object& body) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.target = std::move(target);
    request.content_type = "application/json";
    request.body = json::serialize(body);
    return request;
}

std::string nobodys_case() { return core::to_hex(core::random_bytes(16)); }
std::string nobodys_vehicle() { return "Selbsttest " + core::to_hex(core::random_bytes(6)); }

// Positions.

http::ClientRequest positions_of(const json::object& one) {
    return post_json("/v1/positions", {{"positions", json::array(1, one)}});
}

/// As the answer of a client that may report positions.
http::ClientResponse report(Bench& bench, const json::object& one) {
    auto answer = bench.signed_in(positions_of(one));
    if (answer.status == 403) throw NotHere("this client may not report positions: give it the scope `positions`");
    return answer;
}

void expect_passed_over(const http::ClientResponse& answer) {
    expect_status(answer, 202);
    const json::object none{{"taken", 0}, {"passed_over", 1}};
    expect(json_of(answer) == none, answer.body + " instead of " + json::serialize(none));
}

void position_taken(Bench& bench) {
    const json::object one{{"callsign", nobodys_vehicle()}, {"at", core::to_rfc3339(bench.now())}};
    const auto answer = bench.signed_in(positions_of(one));
    if (answer.status == 403) return expect_problem(answer, 403, "forbidden");  // not every client may report them
    expect_status(answer, 202);
    for (const char* name : {"taken", "passed_over"})
        expect(json_of(answer).contains(name), std::string{"no member "} + name);
}

void position_without_token(Bench& bench) {
    const json::object one{{"callsign", nobodys_vehicle()}, {"at", core::to_rfc3339(bench.now())}};
    expect_problem(bench.call(positions_of(one)), 401, "unauthenticated");
}

void position_by_callsign(Bench& bench) {
    const auto now = core::to_rfc3339(bench.now());
    const auto soon = core::to_rfc3339(bench.now() + 10min);
    expect_passed_over(report(bench, {{"callsign", nobodys_vehicle()}, {"at", now}, {"eta", soon}}));
}

void position_by_case(Bench& bench) {
    const auto now = core::to_rfc3339(bench.now());
    expect_passed_over(report(bench, {{"case", nobodys_case()}, {"at", now}, {"latitude", 52.1}, {"longitude", 7.6}}));
}

void position_of_wrong_form(Bench& bench) {
    const auto now = core::to_rfc3339(bench.now());
    const auto vehicle = nobodys_vehicle();
    for (const json::object& wrong : {json::object{{"at", now}},
                                      {{"callsign", vehicle}, {"case", nobodys_case()}, {"at", now}},
                                      {{"callsign", vehicle}, {"at", now}, {"name", "x"}},
                                      {{"callsign", vehicle}, {"at", now}, {"latitude", 91}},
                                      {{"callsign", vehicle}, {"at", core::to_rfc3339(bench.now() + 2h)}}})
        expect_problem(report(bench, wrong), 422, "schema-violation");
}

// Assignments.

json::object assignment(Bench& bench) {
    return {{"mailbox", bench.target().mailbox.str()},
            {"callsign", nobodys_vehicle()},
            {"at", core::to_rfc3339(bench.now())},
            {"unit", "Schockraum 1"}};
}

http::ClientResponse assign(Bench& bench, const json::object& body) {
    return bench.signed_in(post_json("/v1/assignments", body));
}

void expect_may_assign(Bench& bench) {
    if (assign(bench, assignment(bench)).status == 403)
        throw NotHere("this client may not assign units: give it the scope `assignments`");
}

void assignment_without_token(Bench& bench) {
    expect_problem(bench.call(post_json("/v1/assignments", assignment(bench))), 401, "unauthenticated");
}

void assignment_of_nobody(Bench& bench) {
    expect_may_assign(bench);
    expect_problem(assign(bench, assignment(bench)), 404, "not-found");
    auto by_case = assignment(bench);
    by_case.erase("callsign");
    by_case["case"] = nobodys_case();
    expect_problem(assign(bench, by_case), 404, "not-found");
}

void assignment_elsewhere(Bench& bench) {
    expect_may_assign(bench);
    auto body = assignment(bench);
    body["mailbox"] = "no-such-mailbox-" + core::to_hex(core::random_bytes(6));
    expect_problem(assign(bench, body), 404, "unknown-mailbox");
    if (!bench.target().foreign_mailbox) return;
    body["mailbox"] = bench.target().foreign_mailbox->str();
    expect_problem(assign(bench, body), 403, "forbidden");
}

void assignment_of_wrong_form(Bench& bench) {
    expect_may_assign(bench);
    auto without_unit = assignment(bench);
    without_unit.erase("unit");
    auto long_unit = assignment(bench);
    long_unit["unit"] = std::string(41, 'x');
    auto two_names = assignment(bench);
    two_names["case"] = nobodys_case();
    auto further = assignment(bench);
    further["diagnosis"] = "x";
    for (const auto& wrong : {without_unit, long_unit, two_names, further})
        expect_problem(assign(bench, wrong), 422, "schema-violation");
}
}  // namespace

Checks dispatch_checks() {
    const std::string positions = "API: report_positions";
    const std::string assignments = "API: assign_unit";
    return {
        {{"positions.taken", "positions are taken, or refused to who may not report them", positions,
          "answer 202, or 403 forbidden"},
         position_taken},
        {{"positions.no-token", "without a token no position is taken", positions + " 401", "ask for a token"},
         position_without_token},
        {{"positions.by-callsign", "a vehicle without an announced patient is passed over", positions + " 202",
          "count in `taken` only vehicles that carry somebody to a mailbox of this client"},
         position_by_callsign},
        {{"positions.by-case", "a case that nobody announced is passed over", positions + " 202",
          "count in `taken` only cases that are on their way to a mailbox of this client"},
         position_by_case},
        {{"positions.form", "a position has one name, a time that is now, and nothing that is not foreseen",
          positions + " 422", "validate against the schema, and `at` against the clock"},
         position_of_wrong_form},
        {{"assignments.no-token", "without a token no unit is assigned", assignments + " 401", "ask for a token"},
         assignment_without_token},
        {{"assignments.nobody", "for a patient whom nobody announced no unit is assigned", assignments + " 404",
          "answer not-found: the capacity system sends it again later"},
         assignment_of_nobody},
        {{"assignments.elsewhere", "units are assigned in mailboxes that are assigned to the client",
          assignments + " 403, 404", "answer unknown-mailbox, or forbidden for one that exists"},
         assignment_elsewhere},
        {{"assignments.form", "an assignment names one patient, a unit, and nothing that is not foreseen",
          assignments + " 422", "validate against the schema"},
         assignment_of_wrong_form},
    };
}
}  // namespace vorab::conformance
