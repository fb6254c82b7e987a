#include "hospital_server/intake/reports.hpp"

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::intake {
using core::failure;
using core::Problem;
using core::Result;
using http::Response;

namespace {
struct Position {
    core::MailboxId mailbox;
    core::CaseId case_id;
    core::Timestamp eta;
};

struct Assignment {
    core::MailboxId mailbox;
    core::CaseId case_id;
    std::string unit;
};

Result<Position> read_position(const boost::json::value& json) {
    if (!json.is_object()) return failure(Problem::schema_violation, "/positions: objects are expected");
    core::JsonFields in{json.get_object(), "/positions"};
    const auto mailbox = core::MailboxId::parse(in.text("mailbox", 63));
    const auto case_id = core::CaseId::parse(in.text("case", 32));
    const auto eta = core::parse_rfc3339(in.text("eta", 40));
    if (const auto wrong = in.finish()) return *wrong;
    if (!mailbox || !case_id || !eta)
        return failure(Problem::schema_violation, "/positions: a member is not of its form");
    return Position{*mailbox, *case_id, *eta};
}

Result<std::vector<Position>> read_positions(std::string_view body) {
    const auto object = core::parse_json_object(body);
    if (!object) return object.error();
    core::JsonFields in{*object};
    std::vector<Position> positions;
    for (const auto& one : in.array("positions")) {
        auto position = read_position(one);
        if (!position) return position.error();
        positions.push_back(std::move(*position));
    }
    if (const auto wrong = in.finish()) return *wrong;
    return positions;
}

Result<Assignment> read_assignment(std::string_view body) {
    const auto object = core::parse_json_object(body);
    if (!object) return object.error();
    core::JsonFields in{*object};
    const auto mailbox = core::MailboxId::parse(in.text("mailbox", 63));
    const auto case_id = core::CaseId::parse(in.text("case", 32));
    const auto at = core::parse_rfc3339(in.text("at", 40));
    const std::string unit = envelope::printable(in, "unit", 1, 40);
    if (const auto wrong = in.finish()) return *wrong;
    if (!mailbox || !case_id || !at) return failure(Problem::schema_violation, "a member is not of its form");
    return Assignment{*mailbox, *case_id, unit};
}

bool change_eta(database::Connection& connection, const Position& position, core::Timestamp now) {
    const std::string eta = database::to_sql(position.eta);
    const std::string word = core::to_rfc3339(position.eta);
    const std::string at = database::to_sql(now);
    return connection.execute(
               "UPDATE patient_case SET eta = ?, updated_at = ?, arrival = IF(arrival IS NULL, NULL, "
               "JSON_SET(arrival, '$.eta', ?, '$.eta_source', 'gps')) WHERE id = ? AND arrived_at IS NULL AND NOT "
               "cancelled",
               {eta, at, word, position.case_id.str()}) == 1;
}

bool change_unit(database::Connection& connection, const Assignment& assignment, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto changed = connection.execute(
        "UPDATE patient_case SET updated_at = ?, arrival = JSON_SET(COALESCE(arrival, '{}'), '$.destination', ?) "
        "WHERE id = ? AND NOT cancelled",
        {at, assignment.unit, assignment.case_id.str()});
    if (changed == 1) audit::write(connection, {.event = "case.assigned", .case_id = assignment.case_id}, now);
    return changed == 1;
}
}  // namespace

async::Task<Response> Reports::positions(http::Request& request) {
    const auto body = co_await request.body->read_all(512 * 1024);
    if (!body) co_return http::problem_response(body.error());
    const auto positions = read_positions(*body);
    if (!positions) co_return http::problem_response(positions.error());
    for (const auto& position : *positions) {
        auto* mailbox = mailboxes_.find(position.mailbox);
        if (!mailbox) continue;
        auto unit = mailbox->database.run([position, now = clock_.now()](database::Connection& connection) {
            return change_eta(connection, position, now);
        });
        const bool changed = co_await std::move(unit);
        if (changed) changed_(position.mailbox, position.case_id, position.eta);
    }
    co_return http::empty_response(204);
}

async::Task<Response> Reports::assignment(http::Request& request) {
    const auto body = co_await request.body->read_all(4096);
    if (!body) co_return http::problem_response(body.error());
    const auto assignment = read_assignment(*body);
    if (!assignment) co_return http::problem_response(assignment.error());
    const auto not_here = failure(Problem::not_found, "this hospital has no such case");
    auto* mailbox = mailboxes_.find(assignment->mailbox);
    if (!mailbox) co_return http::problem_response(not_here);
    auto unit = mailbox->database.run([assignment = *assignment, now = clock_.now()](database::Connection& connection) {
        return change_unit(connection, assignment, now);
    });
    const bool changed = co_await std::move(unit);
    if (!changed) co_return http::problem_response(not_here);
    changed_(assignment->mailbox, assignment->case_id, std::nullopt);
    co_return http::empty_response(204);
}
}  // namespace vorab::hospital_server::intake
