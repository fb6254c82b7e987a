#include "hospital_server/answers/handover.hpp"

#include <algorithm>
#include <array>

#include "common/outbox/outbox_queries.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::answers {
using core::failure;
using core::Problem;
using database::Connection;

namespace {
constexpr std::array events{std::string_view{"seen"},    std::string_view{"accepted"}, std::string_view{"destination"},
                            std::string_view{"arrived"}, std::string_view{"outcome"},  std::string_view{"handed_over"}};

void note(Connection& connection, const core::CaseId& case_id, core::PublicText event, const Speaker& speaker,
          core::Timestamp now) {
    audit::write(connection,
                 {.event = std::move(event), .user_name = speaker.user_name, .case_id = case_id, .peer = speaker.peer},
                 now);
}

/// Its answers by id, once for each that is to hear of it, held until the transaction ends; nothing once one has left.
std::optional<std::vector<std::string>> waiting_answers(Connection& connection, const core::CaseId& case_id,
                                                        const std::string& since) {
    std::vector<std::string> ids;
    for (const auto& row :
         connection.query("SELECT a.id, d.state FROM answer a LEFT JOIN delivery d ON d.case_id = a.case_id AND "
                          "d.transmission = a.id WHERE a.case_id = ? AND a.at >= ? FOR UPDATE",
                          {case_id.str(), since})) {
        if (!row.is_null(1) && row.text(1) != "pending") return std::nullopt;
        ids.emplace_back(row.text(0));
    }
    return ids;
}

void withdraw(Connection& connection, const core::CaseId& case_id, const std::vector<std::string>& answers,
              core::Timestamp now) {
    for (const std::string& id : answers) {
        outbox::withdraw(connection, case_id, id, now);
        connection.execute("DELETE FROM answer WHERE id = ?", {id});
    }
}

void restore(Connection& connection, const core::CaseId& case_id) {
    connection.execute(
        "UPDATE patient_case c JOIN last_action l ON l.case_id = c.id SET c.seen_at = l.seen_at, c.seen_by = "
        "l.seen_by, c.accepted_at = l.accepted_at, c.accepted_by = l.accepted_by, c.destination = l.destination, "
        "c.arrived_at = l.arrived_at, c.handed_over_at = l.handed_over_at, c.handed_over_by = l.handed_over_by, "
        "c.read_back = l.read_back WHERE c.id = ?",
        {case_id.str()});
    connection.execute("DELETE FROM last_action WHERE case_id = ?", {case_id.str()});
}
}  // namespace

bool can_be_taken_back(std::string_view event) { return std::ranges::find(events, event) != events.end(); }

void remember(Connection& connection, const core::CaseId& case_id, std::string_view event, const Speaker& speaker,
              core::Timestamp now) {
    const std::string at = database::to_sql(now);
    connection.execute(
        "REPLACE INTO last_action (case_id, event, user_name, at, seen_at, seen_by, accepted_at, accepted_by, "
        "destination, arrived_at, handed_over_at, handed_over_by, read_back) SELECT id, ?, ?, ?, seen_at, seen_by, "
        "accepted_at, accepted_by, destination, arrived_at, handed_over_at, handed_over_by, read_back FROM "
        "patient_case WHERE id = ?",
        {event, speaker.user_name, at, case_id.str()});
}

core::Result<void> hand_over(Connection& connection, const core::CaseId& case_id, bool read_back,
                             const Speaker& speaker, core::Timestamp now) {
    const auto arrived = say(connection, case_id, {.event = envelope::AnswerEvent::arrived}, speaker, now);
    if (!arrived) return arrived.error();
    database::Transaction transaction{connection};
    const auto open = connection.query_one(
        "SELECT 1 FROM patient_case WHERE id = ? AND handed_over_at IS NULL FOR UPDATE", {case_id.str()});
    if (open) {
        const std::string at = database::to_sql(now);
        remember(connection, case_id, "handed_over", speaker, now);
        connection.execute("UPDATE patient_case SET handed_over_at = ?, handed_over_by = ?, read_back = ? WHERE id = ?",
                           {at, speaker.name, std::int64_t{read_back ? 1 : 0}, case_id.str()});
        note(connection, case_id, "case.handed_over", speaker, now);
    }
    transaction.commit();
    return {};
}

core::Result<void> take_back(Connection& connection, const core::CaseId& case_id, std::string_view event,
                             const Speaker& speaker, core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto known = connection.query_one("SELECT 1 FROM patient_case WHERE id = ? FOR UPDATE", {case_id.str()});
    if (!known) return failure(Problem::not_found, "there is no such case, or not for you");
    const std::string oldest = database::to_sql(now - speaker.hold);
    const auto last =
        connection.query_one("SELECT at FROM last_action WHERE case_id = ? AND event = ? AND user_name = ? AND at > ?",
                             {case_id.str(), event, speaker.user_name, oldest});
    if (!last) return failure(Problem::conflict, "too late, or others have done something since");
    const auto waiting = waiting_answers(connection, case_id, std::string{last->text(0)});
    if (!waiting) return failure(Problem::conflict, "too late: others have been told");
    withdraw(connection, case_id, *waiting, now);
    restore(connection, case_id);
    if (event == "accepted" || event == "destination") correct_boards(connection, case_id, speaker.gateway, now);
    note(connection, case_id, "case.taken_back", speaker, now);
    transaction.commit();
    return {};
}
}  // namespace vorab::hospital_server::answers
