#include "hospital_server/cases/queries.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "common/core/json.hpp"
#include "hospital_server/answers/answers.hpp"
#include "hospital_server/cases/changes.hpp"
#include "hospital_server/cases/joining.hpp"
#include "hospital_server/record/fold.hpp"
#include "hospital_server/record/integrity.hpp"
#include "hospital_server/record/plausibility.hpp"

namespace vorab::hospital_server::cases {
namespace json = boost::json;
using database::Connection;
using database::Row;

namespace {
constexpr const char* summary_columns =
    // Of joined cases: cancelled when nobody of them comes any more.
    "SELECT c.id, c.arrived_at, c.cancelled AND NOT EXISTS (SELECT 1 FROM case_join j JOIN patient_case p ON p.id = "
    "j.case_id WHERE j.main = c.id AND NOT p.cancelled), c.seen_at, c.sequence, c.received_at, c.updated_at, "
    "c.arrival, "
    "c.organisation, "
    "c.callsign, c.family_name, c.given_name, c.birth_date, c.sex, c.seen_by, "
    "(SELECT COUNT(*) FROM attachment a WHERE a.case_id = c.id), "
    "(SELECT COUNT(*) FROM delivery d WHERE d.case_id = c.id AND d.state IN ('pending', 'sending')), "
    "(SELECT COUNT(*) FROM delivery d WHERE d.case_id = c.id AND d.state = 'delivered'), "
    "(SELECT COUNT(*) FROM delivery d WHERE d.case_id = c.id AND d.state = 'rejected'), "
    "c.accepted_at, c.accepted_by, c.destination, "
    "(SELECT JSON_ARRAYAGG(JSON_OBJECT('case', p.id, 'organisation', p.organisation, 'callsign', p.callsign)) "
    "FROM case_join j JOIN patient_case p ON p.id = j.case_id WHERE j.main = c.id), c.handed_over_at, "
    "c.handed_over_by, c.read_back, c.live_until, c.alarm_state, c.alarm_by, c.alarm_at, "
    "(SELECT JSON_OBJECT('state', p.alarm_state, 'by', p.alarm_by, 'at', "
    "DATE_FORMAT(p.alarm_at, '%Y-%m-%dT%H:%i:%s.%fZ')) FROM case_join j JOIN patient_case p ON p.id = j.case_id "
    "WHERE j.main = c.id AND p.alarm_state IS NOT NULL ORDER BY "
    "FIELD(p.alarm_state, 'failed', 'unanswered', 'ringing', 'scheduled', 'accepted') LIMIT 1) "
    "FROM patient_case c ";

json::value text_or_null(const Row& row, std::size_t column) {
    const auto text = row.optional_text(column);
    return text ? json::value(*text) : json::value(nullptr);  // parentheses: braces would make a list
}

json::value time_or_null(const Row& row, std::size_t column) {
    return row.is_null(column) ? json::value(nullptr)
                               : json::value(core::to_rfc3339(database::timestamp_of(row, column)));
}

json::value patient_of(const Row& row) {
    if (row.is_null(10) && row.is_null(11) && row.is_null(12)) return nullptr;
    return {{"last_name", text_or_null(row, 10)},
            {"first_name", text_or_null(row, 11)},
            {"birth_date", text_or_null(row, 12)},
            {"sex", text_or_null(row, 13)}};
}

/// How much an alarm needs a person.
std::ptrdiff_t urgency(const json::object& alarm) {
    constexpr std::array<std::string_view, 6> words{"none", "accepted", "scheduled", "ringing", "unanswered", "failed"};
    return std::ranges::find(words, std::string_view{alarm.at("state").as_string()}) - words.begin();
}

/// Of the case and those joined to it: nobody else shows theirs.
json::object alarm_of(const Row& row) {
    json::object own{{"state", row.is_null(27) ? json::value("none") : json::value(row.text(27))},
                     {"by", text_or_null(row, 28)},
                     {"at", time_or_null(row, 29)}};
    if (row.is_null(30)) return own;
    auto joined = core::parse_json_object(row.text(30)).value();
    return urgency(joined) > urgency(own) ? joined : own;
}

json::object summary_of(const Row& row, const core::MailboxId& mailbox) {
    return {
        {"case", row.text(0)},
        {"mailbox", mailbox.str()},
        {"state", state_of(row, 1, 2, 3)},
        {"sequence", row.integer(4)},
        {"received_at", core::to_rfc3339(database::timestamp_of(row, 5))},
        {"updated_at", core::to_rfc3339(database::timestamp_of(row, 6))},
        {"arrival", row.is_null(7) ? json::value(nullptr) : core::parse_json(row.text(7)).value()},
        {"sender", {{"organisation", row.text(8)}, {"callsign", row.text(9)}}},
        {"patient", patient_of(row)},
        {"seen_at", time_or_null(row, 3)},
        {"seen_by", text_or_null(row, 14)},
        {"accepted_at", time_or_null(row, 19)},
        {"accepted_by", text_or_null(row, 20)},
        {"destination", text_or_null(row, 21)},
        {"live_until", core::to_rfc3339(database::timestamp_of(row, 26))},
        {"arrived_at", time_or_null(row, 1)},
        {"handed_over_at", time_or_null(row, 23)},
        {"handed_over_by", text_or_null(row, 24)},
        {"read_back", row.integer(25) != 0},
        {"attachments", row.integer(15)},
        {"parts", row.is_null(22) ? json::value(json::array{}) : core::parse_json(row.text(22)).value()},
        {"alarm", alarm_of(row)},
        {"deliveries", {{"pending", row.integer(16)}, {"delivered", row.integer(17)}, {"failed", row.integer(18)}}}};
}

json::array versions_of(Connection& connection, const core::CaseId& case_id, const record::Examined& kept) {
    json::array versions;
    for (const auto& row : connection.query(
             "SELECT id, sequence, kind, received_at FROM transmission WHERE case_id = ? ORDER BY sequence, id",
             {case_id.str()})) {
        const auto found = kept.transmissions.find(row.text(0));  // one that came just now was not examined yet
        const auto integrity = found == kept.transmissions.end() ? record::Integrity::as_received : found->second;
        versions.push_back({{"transmission", row.text(0)},
                            {"sequence", row.integer(1)},
                            {"kind", row.text(2)},
                            {"received_at", core::to_rfc3339(database::timestamp_of(row, 3))},
                            {"integrity", public_text(integrity).str()}});
    }
    return versions;
}

json::array attachments_of(Connection& connection, const core::CaseId& case_id) {
    json::array attachments;
    for (const auto& row :
         connection.query("SELECT a.id, a.kind, a.media_type, a.name, a.size, a.chunks, COALESCE(p.chunks, 0), "
                          "COALESCE(p.state, 'open'), p.content FROM attachment a LEFT JOIN attachment_progress p ON "
                          "p.case_id = a.case_id AND "
                          "p.attachment = a.id WHERE a.case_id = ? ORDER BY a.received_at, a.id",
                          {case_id.str()})) {
        attachments.push_back({{"id", row.text(0)},
                               {"kind", row.text(1)},
                               {"media_type", row.text(2)},
                               {"name", row.text(3)},
                               {"size", row.integer(4)},
                               {"chunks", row.integer(5)},
                               {"received_chunks", row.integer(6)},
                               {"complete", row.text(7) == "complete"},
                               {"refused", row.text(7) == "refused"},
                               {"content", text_or_null(row, 8)}});
    }
    return attachments;
}

json::array deliveries_of(Connection& connection, const core::CaseId& case_id) {
    json::array deliveries;
    for (const auto& row : connection.query("SELECT channel, target, state, attempts, last_reason, due_at, settled_at "
                                            "FROM delivery WHERE case_id = ? ORDER BY id",
                                            {case_id.str()})) {
        const bool open = row.text(2) == "pending";
        const bool delivered = row.text(2) == "delivered";
        deliveries.push_back({{"channel", row.text(0)},
                              {"target", row.text(1)},
                              {"state", row.text(2)},
                              {"attempts", row.integer(3)},
                              {"last_error", text_or_null(row, 4)},
                              {"next_attempt_at", open ? time_or_null(row, 5) : json::value(nullptr)},
                              {"delivered_at", delivered ? time_or_null(row, 6) : json::value(nullptr)}});
    }
    return deliveries;
}

/// What joined cases make together: where two crews state the same, the shown one's word holds.
json::object united(Connection& connection, const core::CaseId& case_id, std::vector<core::CaseId> cases) {
    cases.insert(cases.begin(), case_id);
    json::object record;
    for (auto one = cases.rbegin(); one != cases.rend(); ++one) {
        const auto row = connection.query_one("SELECT record FROM patient_case WHERE id = ?", {one->str()});
        if (row) record = record::fold(std::move(record), record::read_kept(row->text(0)));
    }
    remove_keys(record);
    return record;
}
}  // namespace

std::string state_of(const Row& row, std::size_t arrived, std::size_t cancelled, std::size_t seen) {
    if (row.integer(cancelled) != 0) return "cancelled";
    if (!row.is_null(arrived)) return "arrived";
    return row.is_null(seen) ? "new" : "seen";
}

json::array live_summaries(Connection& connection, const core::MailboxId& mailbox, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    static const std::string sql = std::string{summary_columns} +
                                   "WHERE c.live_until > ? AND NOT EXISTS (SELECT 1 FROM "
                                   "case_join j WHERE j.case_id = c.id) ORDER BY c.received_at";
    json::array summaries;
    for (const auto& row : connection.query(sql.c_str(), {at})) {
        summaries.push_back(summary_of(row, mailbox));
    }
    return summaries;
}

std::optional<bool> is_live(Connection& connection, const core::CaseId& case_id, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto row = connection.query_one("SELECT live_until > ? FROM patient_case WHERE id = ?", {at, case_id.str()});
    if (!row) return std::nullopt;
    return row->integer(0) != 0;
}

std::optional<json::object> summary(Connection& connection, const core::MailboxId& mailbox,
                                    const core::CaseId& case_id) {
    static const std::string sql = std::string{summary_columns} + "WHERE c.id = ?";
    const auto row = connection.query_one(sql.c_str(), {case_id.str()});
    if (!row) return std::nullopt;
    return summary_of(*row, mailbox);
}

std::optional<json::object> whole_case(Connection& connection, const core::MailboxId& mailbox,
                                       const core::CaseId& case_id) {
    auto short_form = summary(connection, mailbox, case_id);
    if (!short_form) return std::nullopt;
    const auto joined = parts_of(connection, case_id);
    auto record = united(connection, case_id, joined);
    json::array parts;
    for (const auto& part : joined) {
        auto whole = whole_case(connection, mailbox, part);
        if (whole) parts.push_back(std::move(*whole));
    }
    const auto main = main_of(connection, case_id);
    const auto kept = record::examine(connection, case_id);
    auto flags = record::implausible(record);
    return json::object{{"summary", std::move(*short_form)},
                        {"record", std::move(record)},
                        {"flags", std::move(flags)},
                        {"integrity", public_text(kept.record).str()},
                        {"versions", versions_of(connection, case_id, kept)},
                        {"attachments", attachments_of(connection, case_id)},
                        {"deliveries", deliveries_of(connection, case_id)},
                        {"answers", answers::answers_of(connection, case_id)},
                        {"joined_to", main ? json::value(main->str()) : json::value(nullptr)},
                        {"parts", std::move(parts)}};
}

bool says_changed(const json::object& whole) {
    const auto changed = [](const json::value& of) { return of.at("integrity").as_string() == "changed"; };
    return whole.at("integrity").as_string() == "changed" ||
           std::ranges::any_of(whole.at("versions").as_array(), changed) ||
           std::ranges::any_of(whole.at("parts").as_array(),
                               [](const json::value& part) { return says_changed(part.as_object()); });
}
}  // namespace vorab::hospital_server::cases
