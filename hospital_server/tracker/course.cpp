#include "hospital_server/tracker/course.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/cases/changes.hpp"
#include "hospital_server/cases/joining.hpp"
#include "hospital_server/cases/queries.hpp"

namespace vorab::hospital_server::tracker {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr std::size_t largest_body = 1024;

Result<core::Timestamp> read_until(const Result<json::object>& body) {
    if (!body) return body.error();
    core::JsonFields in{*body};
    const auto until = core::parse_rfc3339(in.text("until", 40));
    if (!until) in.refuse("until", until.error().detail);
    if (auto wrong = in.finish()) return *wrong;
    return *until;
}

Result<core::CaseId> read_part(const Result<json::object>& body) {
    if (!body) return body.error();
    core::JsonFields in{*body};
    const auto part = core::CaseId::parse(in.text("part", 32));
    if (!part) in.refuse("part", part.error().detail);
    if (auto wrong = in.finish()) return *wrong;
    return *part;
}

/// Nothing: since the last look.
Result<std::optional<core::Timestamp>> since_of(const Request& request) {
    const auto text = request.query_value("since");
    if (!text) return std::optional<core::Timestamp>{};
    const auto time = core::parse_rfc3339(*text);
    if (!time) return failure(Problem::malformed, "since is a time with offset, as RFC 3339 has it");
    return std::optional{*time};
}
}  // namespace

void Course::mount(http::Router& router) {
    const std::string one_case = "/api/v1/mailboxes/{mailbox}/cases/{case}/";
    router.add(Method::get, one_case + "changes", [this](Request& r) { return changes(r); });
    router.add(Method::post, one_case + "looked", [this](Request& r) { return looked(r); });
    router.add(Method::post, one_case + "join", [this](Request& r) { return join(r); });
    router.add(Method::del, one_case + "join", [this](Request& r) { return separate(r); });
}

async::Task<Response> Course::changes(Request& request) {
    const auto to = co_await address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const auto since = since_of(request);
    if (!since) co_return http::problem_response(since.error());
    const audit::Event event{
        .event = "case.read", .user_name = to->person.user_name, .case_id = to->case_id, .peer = request.peer.address};
    auto unit = to->mailbox->database.run([to = *to, since = since->value_or(core::Timestamp{}),
                                           asked = since->has_value(), event,
                                           now = clock_.now()](Connection& connection) {
        const auto from = asked ? std::optional{since} : cases::last_look(connection, to.case_id, to.person.user_name);
        auto found = cases::changes_since(connection, to.case_id, from);
        if (found) audit::write(connection, event, now);
        return found;
    });
    const auto found = co_await std::move(unit);
    if (!found) co_return http::problem_response(no_such_case);
    co_return http::json_response(200, json::serialize(*found));
}

async::Task<Response> Course::looked(Request& request) {
    const auto to = co_await address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const auto body = co_await http::read_json(request, largest_body);
    const auto until = read_until(body);
    if (!until) co_return http::problem_response(until.error());
    // What has not been yet, nobody has seen.
    auto unit = to->mailbox->database.run([to = *to, until = std::min(*until, clock_.now())](Connection& connection) {
        return cases::note_look(connection, to.case_id, to.person.user_name, until);
    });
    const bool noted = co_await std::move(unit);
    if (!noted) co_return http::problem_response(no_such_case);
    co_return http::empty_response(204);
}

async::Task<Response> Course::join(Request& request) {
    const auto to = co_await address_to_write(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const auto body = co_await http::read_json(request, largest_body);
    const auto part = read_part(body);
    if (!part) co_return http::problem_response(part.error());
    const cases::Joiner joiner{to->person.user_name, request.peer.address};
    auto unit = to->mailbox->database.run([to = *to, part = *part, joiner, now = clock_.now()](Connection& connection) {
        return cases::join(connection, to.case_id, part, joiner, now);
    });
    const auto joined = co_await std::move(unit);
    if (!joined) co_return http::problem_response(joined.error());
    co_await live_list_.changed(to->mailbox->id, *part);
    co_return co_await shown(*to);
}

async::Task<Response> Course::separate(Request& request) {
    const auto to = co_await address_to_write(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const cases::Joiner joiner{to->person.user_name, request.peer.address};
    auto unit = to->mailbox->database.run([to = *to, joiner, now = clock_.now()](Connection& connection) {
        return std::make_shared<Result<std::vector<core::CaseId>>>(
            cases::separate(connection, to.case_id, joiner, now));
    });
    const auto apart = co_await std::move(unit);
    if (!*apart) co_return http::problem_response(apart->error());
    for (const auto& one : **apart) co_await live_list_.changed(to->mailbox->id, one);
    co_return co_await shown(*to);
}

async::Task<Response> Course::shown(Addressed to) {
    auto unit = to.mailbox->database.run(
        [to](Connection& connection) { return cases::summary(connection, to.mailbox->id, to.case_id); });
    const auto summary = co_await std::move(unit);
    if (!summary) co_return http::problem_response(no_such_case);
    co_return http::json_response(200, json::serialize(*summary));
}
}  // namespace vorab::hospital_server::tracker
