#include "hospital_server/answers/answers.hpp"

#include "common/core/public_name.hpp"
#include "common/core/random.hpp"
#include "common/outbox/outbox.hpp"
#include "hospital_server/answers/handover.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::answers {
namespace json = boost::json;
using core::failure;
using core::Problem;
using database::Connection;
using database::optional_value;
using envelope::AnswerEvent;

namespace {
json::value text_or_null(const database::Row& row, std::size_t column) {
    const auto text = row.optional_text(column);
    return text ? json::value(*text) : json::value(nullptr);  // parentheses: braces would make a list
}

/// The case as it stands, its row held until the transaction ends.
struct Standing {
    bool seen = false;
    bool accepted = false;
    bool arrived = false;
};
std::optional<Standing> hold(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one(
        "SELECT seen_at IS NOT NULL, accepted_at IS NOT NULL, arrived_at IS NOT NULL FROM patient_case WHERE id = ? "
        "FOR "
        "UPDATE",
        {case_id.str()});
    if (!row) return std::nullopt;
    return Standing{row->integer(0) != 0, row->integer(1) != 0, row->integer(2) != 0};
}

/// The last word of a kind that may change: where to go, or what became of the patient.
struct LastWord {
    std::optional<core::AnswerId> id = {};
    std::optional<std::string> destination = {};
    std::optional<std::string> text = {};
    std::optional<std::string> outcome = {};
};
LastWord last_word(Connection& connection, const core::CaseId& case_id, AnswerEvent event) {
    const char* of_destination =
        "SELECT id, destination, text, outcome FROM answer WHERE case_id = ? AND destination IS NOT NULL "
        "ORDER BY id DESC LIMIT 1";
    const char* of_outcome =
        "SELECT id, destination, text, outcome FROM answer WHERE case_id = ? AND event = 'outcome' "
        "ORDER BY id DESC LIMIT 1";
    const auto row = connection.query_one(event == AnswerEvent::outcome ? of_outcome : of_destination, {case_id.str()});
    if (!row) return {};
    return {core::AnswerId::parse(row->text(0)).value(), row->optional_text(1), row->optional_text(2),
            row->optional_text(3)};
}

/// It can be taken back until then: nobody outside hears of it earlier.
void hold_back(Connection& connection, const core::CaseId& case_id, const std::string& answer, core::Timestamp until) {
    const std::string due = database::to_sql(until);
    connection.execute("UPDATE delivery SET due_at = ? WHERE case_id = ? AND transmission = ?",
                       {due, case_id.str(), answer});
}

void write(Connection& connection, const core::CaseId& case_id, const Saying& saying, const Speaker& speaker,
           core::Timestamp now) {
    const std::string id = core::new_uuid_v7(now);
    const std::string event = public_text(saying.event).str();
    const std::string at = database::to_sql(now);
    const auto outcome = core::public_name(saying.outcome);
    connection.execute(
        "INSERT INTO answer (id, case_id, event, at, said_by, destination, text, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, "
        "?)",
        {id, case_id.str(), event, at, speaker.name, optional_value(saying.destination), optional_value(saying.text),
         optional_value(outcome)});
    // The delivery refers to the answer where others refer to a transmission.
    const auto reference = core::TransmissionId::parse(id).value();
    std::vector<outbox::NewJob> jobs;
    if (speaker.gateway) jobs.push_back({"answer", *speaker.gateway});
    if (saying.event == AnswerEvent::arrived) {
        for (const auto& target : speaker.feedback) jobs.push_back({"feedback", target});
    }
    outbox::enqueue(connection, case_id, reference, now, jobs);
    if (!jobs.empty()) hold_back(connection, case_id, id, now + speaker.hold);
    if (saying.destination) correct_boards(connection, case_id, speaker.gateway, now);
    audit::write(connection,
                 {.event = core::PublicText{"case."} + public_text(saying.event),
                  .user_name = speaker.user_name,
                  .case_id = case_id,
                  .peer = speaker.peer},
                 now);
}

/// One after the other, so that their ids, too, are in this order.
struct Scribe {
    Connection& connection;
    const core::CaseId& case_id;
    const Speaker& speaker;
    core::Timestamp now;

    /// What is about to change, for the one who may take it back.
    void keep(AnswerEvent event) { remember(connection, case_id, public_text(event).str(), speaker, now); }
    void see() {
        const std::string at = database::to_sql(now);
        connection.execute("UPDATE patient_case SET seen_at = ?, seen_by = ? WHERE id = ?",
                           {at, speaker.name, case_id.str()});
        write(connection, case_id, {.event = AnswerEvent::seen}, speaker, now);
    }
    void accept(const Saying& saying) {
        const std::string at = database::to_sql(now);
        connection.execute("UPDATE patient_case SET accepted_at = ?, accepted_by = ?, destination = ? WHERE id = ?",
                           {at, speaker.name, optional_value(saying.destination), case_id.str()});
        write(connection, case_id, saying, speaker, now + std::chrono::milliseconds{1});
    }
    void arrive(const Saying& saying) {
        const std::string at = database::to_sql(now);
        connection.execute("UPDATE patient_case SET arrived_at = ? WHERE id = ?", {at, case_id.str()});
        write(connection, case_id, saying, speaker, now);
    }
    core::Result<void> change(const Saying& saying) {
        const auto last = last_word(connection, case_id, saying.event);
        const bool same = last.id && saying.destination == last.destination && saying.text == last.text &&
                          core::public_name(saying.outcome) == last.outcome;
        if (same) return {};
        if (saying.after != last.id) {
            return failure(Problem::conflict, "somebody else has changed this meanwhile; look again, then decide");
        }
        keep(saying.event);
        if (saying.event == AnswerEvent::destination) {
            connection.execute("UPDATE patient_case SET destination = ? WHERE id = ?",
                               {optional_value(saying.destination), case_id.str()});
        }
        write(connection, case_id, saying, speaker, now);
        return {};
    }
};
}  // namespace

void correct_boards(Connection& connection, const core::CaseId& case_id, const std::optional<std::string>& gateway,
                    core::Timestamp now) {
    if (!gateway) return;
    outbox::enqueue(connection, case_id, core::new_transmission_id(now), now,
                    {{.channel = "board", .target = *gateway, .tells_state = true}});
}

core::Result<void> say(Connection& connection, const core::CaseId& case_id, const Saying& saying,
                       const Speaker& speaker, core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto standing = hold(connection, case_id);
    if (!standing) return failure(Problem::not_found, "there is no such case, or not for you");
    Scribe scribe{connection, case_id, speaker, now};
    const bool accepting = saying.event == AnswerEvent::accepted && !standing->accepted;
    const bool seeing = !standing->seen && (accepting || saying.event == AnswerEvent::seen);
    const bool arriving = saying.event == AnswerEvent::arrived && !standing->arrived;
    if (seeing || accepting || arriving) scribe.keep(saying.event);
    if (seeing) scribe.see();
    if (accepting) scribe.accept(saying);
    if (arriving) scribe.arrive(saying);
    if (saying.event == AnswerEvent::destination || saying.event == AnswerEvent::outcome) {
        if (auto changed = scribe.change(saying); !changed) return changed.error();
    }
    transaction.commit();
    return {};
}

void repeat(Connection& connection, const core::CaseId& case_id, Saying saying, const Speaker& speaker,
            core::Timestamp now) {
    if (saying.event == AnswerEvent::destination || saying.event == AnswerEvent::outcome)
        saying.after = last_word(connection, case_id, saying.event).id;
    [[maybe_unused]] const auto said = say(connection, case_id, saying, speaker, now);
}

json::array answers_of(Connection& connection, const core::CaseId& case_id) {
    json::array answers;
    for (const auto& row : connection.query(
             "SELECT a.id, a.event, a.at, a.said_by, a.destination, a.text, a.outcome, d.state FROM answer a "
             "LEFT JOIN delivery d ON d.case_id = a.case_id AND d.channel = 'answer' AND d.transmission = a.id "
             "WHERE a.case_id = ? ORDER BY a.id",
             {case_id.str()})) {
        answers.push_back({{"answer", row.text(0)},
                           {"event", row.text(1)},
                           {"at", core::to_rfc3339(database::timestamp_of(row, 2))},
                           {"by", row.text(3)},
                           {"destination", text_or_null(row, 4)},
                           {"text", text_or_null(row, 5)},
                           {"outcome", text_or_null(row, 6)},
                           {"told", text_or_null(row, 7)}});
    }
    return answers;
}

std::optional<Outgoing> find(Connection& connection, const core::MailboxId& mailbox, const core::AnswerId& id) {
    const auto row = connection.query_one(
        "SELECT a.case_id, a.event, a.at, a.destination, a.text, a.outcome, JSON_EXTRACT(c.record, '$.answer_key') "
        "FROM answer a JOIN patient_case c ON c.id = a.case_id WHERE a.id = ?",
        {id.str()});
    if (!row) return std::nullopt;
    Outgoing outgoing;
    outgoing.answer.id = id;
    outgoing.answer.mailbox = mailbox;
    outgoing.answer.case_id = core::CaseId::parse(row->text(0)).value();
    outgoing.answer.event = envelope::parse_answer_event(row->text(1)).value();
    outgoing.answer.at = database::timestamp_of(*row, 2);
    outgoing.answer.destination = row->optional_text(3);
    outgoing.answer.text = row->optional_text(4);
    if (!row->is_null(5)) outgoing.answer.outcome = sealing::parse_outcome(row->text(5)).value();
    outgoing.answer_key = row->optional_text(6);
    return outgoing;
}
}  // namespace vorab::hospital_server::answers
