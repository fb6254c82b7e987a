#include "hospital_server/alarms/store.hpp"

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "espax/text.hpp"

namespace vorab::hospital_server::alarms {
namespace {
using alarm_rules::Course;
using database::Connection;
using database::optional_value;
using database::Row;
using Text = std::optional<std::string>;

constexpr const char* columns =
    "SELECT id, case_id, rule, server, destination, priority, reference, raised_at, state, step, started, "
    "ever_started, step_since, due_at, accepted_by, accepted_at FROM alarm ";

std::optional<core::Timestamp> optional_time(const Row& row, std::size_t column) {
    if (row.is_null(column)) return std::nullopt;
    return database::timestamp_of(row, column);
}

Text optional_sql(const std::optional<core::Timestamp>& time) {
    return time ? Text{database::to_sql(*time)} : std::nullopt;
}

Stored stored_of(const Row& row) {
    Stored alarm;
    alarm.id = row.integer(0);
    alarm.case_id = core::CaseId::parse(row.text(1)).value();
    alarm.rule = row.text(2);
    alarm.server = row.text(3);
    alarm.to = row.text(4);
    alarm.priority = alarm_rules::priority_named(row.text(5)).value_or(espax::Priority::standard);
    alarm.reference = row.text(6);
    alarm.raised_at = database::timestamp_of(row, 7);
    Course& course = alarm.course;
    course.state = alarm_rules::state_named(row.text(8));
    course.step = static_cast<int>(row.integer(9));
    course.started = row.integer(10) != 0;
    course.ever_started = row.integer(11) != 0;
    course.step_since = database::timestamp_of(row, 12);
    course.due = optional_time(row, 13);
    course.by = row.optional_text(14);
    course.at = optional_time(row, 15);
    return alarm;
}

std::vector<Stored> select(Connection& connection, const char* where,
                           std::initializer_list<database::Value> parameters = {}) {
    const std::string sql = std::string{columns} + where;
    std::vector<Stored> alarms;
    for (const auto& row : connection.query(sql.c_str(), parameters)) alarms.push_back(stored_of(row));
    return alarms;
}

#define VORAB_VERSION_OF_CASE "CONCAT_WS('/', c.updated_at, c.eta, c.arrived_at, c.cancelled)"

/// A whole number of characters, however long the alarm server's word is.
std::string cut(std::string text, std::size_t longest) { return espax::plain_text(text, longest); }
}  // namespace

std::optional<CaseNow> lock_case(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one("SELECT cancelled, arrived_at, arrival, eta, " VORAB_VERSION_OF_CASE
                                          " FROM patient_case AS c WHERE id = ? FOR UPDATE",
                                          {case_id.str()});
    if (!row) return std::nullopt;
    CaseNow now;
    now.cancelled = row->integer(0) != 0;
    now.arrived = !row->is_null(1);
    if (!row->is_null(2)) now.arrival = envelope::read_arrival(core::parse_json_object(row->text(2)).value()).value();
    now.version = row->text(4);
    if (!row->is_null(3)) now.arrival.eta = database::timestamp_of(*row, 3);
    return now;
}

// Not in one statement with the lock: who reads one row and locks another at once is sent away with error 1020 whenever
// somebody else was quicker.
std::optional<CaseNow> lock_case_of_alarm(Connection& connection, const std::string& reference) {
    const auto row = connection.query_one("SELECT case_id FROM alarm WHERE reference = ?", {reference});
    return row ? lock_case(connection, core::CaseId::parse(row->text(0)).value()) : std::nullopt;
}

std::vector<Stored> alarms_of(Connection& connection, const core::CaseId& case_id) {
    return select(connection, "WHERE case_id = ? ORDER BY id", {case_id.str()});
}

std::optional<Stored> find_alarm(Connection& connection, const std::string& reference) {
    auto found = select(connection, "WHERE reference = ?", {reference});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Stored> first_due(Connection& connection, core::Timestamp now, std::size_t most) {
    const std::string at = database::to_sql(now);
    auto alarms =
        select(connection, "WHERE due_at <= ? ORDER BY due_at LIMIT ?", {at, static_cast<std::int64_t>(most)});
    if (alarms.empty()) alarms = select(connection, "WHERE due_at > ? ORDER BY due_at LIMIT 1", {at});
    return alarms;
}

std::vector<Followed> cases_to_follow(Connection& connection, core::Timestamp now) {
    const std::string since = database::to_sql(now - std::chrono::hours{48});
    std::vector<Followed> cases;
    // Of those that are over only the ones whose case goes on: it may come to need the team again.
    for (const auto& row : connection.query(
             "SELECT DISTINCT c.id, " VORAB_VERSION_OF_CASE " FROM alarm a "
             "JOIN patient_case c ON c.id = a.case_id WHERE a.raised_at > ? AND "
             "(a.state IN ('scheduled', 'ringing', 'failed', 'unanswered') OR (a.state IN ('stopped', 'withdrawn') AND "
             "c.arrived_at IS NULL AND NOT c.cancelled)) LIMIT 500",
             {since})) {
        cases.push_back({core::CaseId::parse(row.text(0)).value(), row.text(1)});
    }
    return cases;
}

std::vector<Stored> ringing_alarms(Connection& connection, core::Timestamp now) {
    const std::string since = database::to_sql(now - std::chrono::hours{24});
    return select(connection, "WHERE state IN ('ringing', 'failed', 'unanswered') AND raised_at > ?", {since});
}

void raise(Connection& connection, const core::CaseId& case_id, const alarm_rules::Raise& raise, core::Timestamp now) {
    const auto& rule = *raise.rule;
    const std::string at = database::to_sql(now);
    const std::string due = database::to_sql(raise.due);
    const std::string priority = alarm_rules::word_of(rule.priority).str();
    const std::string reference = core::to_hex(core::random_bytes(12));
    const std::string& to = rule.chain.front().to;
    connection.execute(
        "INSERT INTO alarm (case_id, rule, server, destination, priority, reference, state, step, started, "
        "ever_started, step_since, due_at, raised_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, 'scheduled', 0, FALSE, "
        "FALSE, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE server = VALUES(server), destination = VALUES(destination), "
        "priority = VALUES(priority), reference = VALUES(reference), state = 'scheduled', step = 0, started = FALSE, "
        "ever_started = FALSE, step_since = VALUES(step_since), due_at = VALUES(due_at), raised_at = "
        "VALUES(raised_at), "
        "changed_at = VALUES(changed_at), accepted_by = NULL, accepted_at = NULL",
        {case_id.str(), rule.name, rule.server, to, priority, reference, at, due, at, at});
    const auto alarm = find_alarm(connection, reference);
    add_event(connection, alarm->id, {alarm_rules::EventKind::scheduled, 0}, to, {}, now);
}

void save(Connection& connection, const Stored& before, const Course& course, core::Timestamp now) {
    if (course == before.course) return;
    const std::string state = public_text(course.state).str();
    const std::string changed = database::to_sql(now);
    const std::string since = database::to_sql(course.step_since);
    const Text due = optional_sql(course.due);
    const Text at = optional_sql(course.at);
    const Text by = course.by ? Text{cut(*course.by, 64)} : std::nullopt;
    connection.execute(
        "UPDATE alarm SET changed_at = IF(state = ?, changed_at, ?), state = ?, step = ?, started = ?, ever_started = "
        "?, "
        "step_since = ?, due_at = ?, accepted_by = ?, accepted_at = ? WHERE id = ?",
        {state, changed, state, std::int64_t{course.step}, std::int64_t{course.started ? 1 : 0},
         std::int64_t{course.ever_started ? 1 : 0}, since, optional_value(due), optional_value(by), optional_value(at),
         before.id});
}

void add_event(Connection& connection, std::int64_t alarm, const alarm_rules::Event& event, const std::string& to,
               const Text& text, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string kind = public_text(event.kind).str();
    const Text who = event.who ? Text{cut(*event.who, 64)} : std::nullopt;
    const Text detail = event.detail ? Text{cut(*event.detail, 255)} : std::nullopt;
    connection.execute(
        "INSERT INTO alarm_event (alarm, case_id, at, event, step, destination, who, detail, text) "
        "SELECT id, case_id, ?, ?, ?, ?, ?, ?, ? FROM alarm WHERE id = ?",
        {at, kind, std::int64_t{event.step}, to, optional_value(who), optional_value(detail), optional_value(text),
         alarm});
}

std::optional<alarm_rules::State> mark_case(Connection& connection, const core::CaseId& case_id) {
    const auto worst = connection.query_one(
        "SELECT state, accepted_by, IF(state = 'scheduled', due_at, COALESCE(accepted_at, changed_at)) FROM alarm "
        "WHERE case_id = ? AND state NOT IN ('stopped', 'withdrawn') "
        "ORDER BY FIELD(state, 'failed', 'unanswered', 'ringing', 'scheduled', 'accepted'), id LIMIT 1",
        {case_id.str()});
    const Text state = worst ? worst->optional_text(0) : std::nullopt;
    const Text by = worst ? worst->optional_text(1) : std::nullopt;
    const Text at = worst ? worst->optional_text(2) : std::nullopt;
    connection.execute("UPDATE patient_case SET alarm_state = ?, alarm_by = ?, alarm_at = ? WHERE id = ?",
                       {optional_value(state), optional_value(by), optional_value(at), case_id.str()});
    if (!state) return std::nullopt;
    return alarm_rules::state_named(*state);
}

std::optional<alarm_rules::State> mark_of(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one("SELECT alarm_state FROM patient_case WHERE id = ?", {case_id.str()});
    if (!row || row->is_null(0)) return std::nullopt;
    return alarm_rules::state_named(row->text(0));
}
#undef VORAB_VERSION_OF_CASE
}  // namespace vorab::hospital_server::alarms
