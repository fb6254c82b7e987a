#include "gateway/answers/event_store.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/public_name.hpp"

namespace vorab::gateway::answers {
namespace {
using core::failure;
using core::Problem;
using database::Connection;
using database::Row;

/// How many rows one statement deletes at most: a long one would hold up the others of a Galera cluster.
constexpr std::int64_t at_once = 1000;

#define VORAB_EVENT_COLUMNS "e.case_id, e.number, e.mailbox, e.event, e.at, e.answer, e.transmission, e.sealed"

template <class Id>
std::optional<Id> optional_id(const Row& row, std::size_t column) {
    const auto text = row.optional_text(column);
    return text ? std::optional{Id::parse(*text).value()} : std::nullopt;
}

/// From the columns above, which stand from `first` on.
Event event_of(const Row& row, std::size_t first = 0) {
    Event event;
    event.case_id = core::CaseId::parse(row.text(first)).value();
    event.number = row.integer(first + 1);
    event.mailbox = core::MailboxId::parse(row.text(first + 2)).value();
    event.event = envelope::parse_answer_event(row.text(first + 3)).value();
    event.at = database::timestamp_of(row, first + 4);
    event.answer = optional_id<core::AnswerId>(row, first + 5);
    event.transmission = optional_id<core::TransmissionId>(row, first + 6);
    event.sealed = row.optional_text(first + 7);
    return event;
}

std::optional<Event> find(Connection& connection, const core::AnswerId& answer) {
    const auto row =
        connection.query_one("SELECT " VORAB_EVENT_COLUMNS " FROM case_event e WHERE e.answer = ?", {answer.str()});
    if (!row) return std::nullopt;
    return event_of(*row);
}

/// Sealed anew at each attempt, so what is sealed says nothing about being the same.
core::Result<Kept> same_or_conflict(const Event& kept, const Event& event) {
    const bool same = kept.case_id == event.case_id && kept.mailbox == event.mailbox && kept.event == event.event;
    if (same) return Kept::there_already;
    return failure(Problem::conflict, "this answer's id was used for another one; take a new id");
}

core::Result<Kept> keep_now(Connection& connection, const Event& event, core::Timestamp now,
                            const Retention& retention) {
    database::Transaction transaction{connection};
    if (const auto kept = find(connection, *event.answer)) return same_or_conflict(*kept, event);
    const auto sender = connection.query_one("SELECT 1 FROM sent WHERE case_id = ? AND mailbox = ? LIMIT 1",
                                             {event.case_id.str(), event.mailbox.str()});
    if (!sender) return failure(Problem::not_found, "no crew of ours has sent this case to this mailbox");
    add(connection, event, now, retention);
    transaction.commit();
    return Kept::added;
}
}  // namespace

void add(Connection& connection, const Event& event, core::Timestamp now, const Retention& retention) {
    const std::string used_at = database::to_sql(now);
    connection.execute(
        "INSERT INTO case_counter (case_id, number, used_at) VALUES (?, 1, ?) "
        "ON DUPLICATE KEY UPDATE number = number + 1, used_at = VALUES(used_at)",
        {event.case_id.str(), used_at});
    const auto answer = core::public_name(event.answer);
    const auto transmission = core::public_name(event.transmission);
    const std::string word = public_text(event.event).str();
    const std::string at = database::to_sql(event.at);
    const std::string keep_until = database::to_sql(now + retention.of(event.event));
    connection.execute(
        "INSERT INTO case_event (case_id, number, answer, mailbox, event, at, transmission, sealed, keep_until) "
        "SELECT case_id, number, ?, ?, ?, ?, ?, ?, ? FROM case_counter WHERE case_id = ?",
        {database::optional_value(answer), event.mailbox.str(), word, at, database::optional_value(transmission),
         database::optional_value(event.sealed), keep_until, event.case_id.str()});
}

core::Result<Kept> keep(Connection& connection, const Event& event, core::Timestamp now, const Retention& retention) {
    try {
        return keep_now(connection, event, now, retention);
    } catch (const database::DatabaseError& error) {
        if (!error.is_duplicate_key()) throw;
        return same_or_conflict(find(connection, *event.answer).value(), event);  // it came twice at once
    }
}

bool is_sender(Connection& connection, const core::CaseId& case_id, const core::ClientId& client) {
    return connection
        .query_one("SELECT 1 FROM sent WHERE case_id = ? AND client = ? LIMIT 1", {case_id.str(), client.str()})
        .has_value();
}

std::vector<Event> events_of(Connection& connection, const core::CaseId& case_id, const core::ClientId& client) {
    std::vector<Event> events;
    for (auto& heard : news_for(connection, {{case_id, client, 0}})) events.push_back(std::move(heard.event));
    return events;
}

std::vector<Heard> news_for(Connection& connection, const std::vector<Position>& positions) {
    boost::json::array asked;
    for (const auto& at : positions) asked.push_back({at.case_id.str(), at.client.str(), at.number});
    const std::string json = boost::json::serialize(asked);
    std::vector<Heard> heard;
    for (const auto& row : connection.query(
             "SELECT p.listener, " VORAB_EVENT_COLUMNS " FROM JSON_TABLE(?, '$[*]' COLUMNS (listener FOR ORDINALITY, "
             "case_id CHAR(32) PATH '$[0]', client VARCHAR(64) PATH '$[1]', number BIGINT PATH '$[2]')) AS p "
             "JOIN case_event e ON e.case_id = CONVERT(p.case_id USING ascii) COLLATE ascii_bin AND e.number > "
             "p.number "
             "WHERE EXISTS (SELECT 1 FROM sent s WHERE s.case_id = e.case_id "
             "AND s.client = CONVERT(p.client USING ascii) COLLATE ascii_bin AND s.mailbox = e.mailbox) "
             "ORDER BY p.listener, e.number",
             {json})) {
        heard.push_back({static_cast<std::size_t>(row.integer(0) - 1), event_of(row, 1)});
    }
    return heard;
}

std::uint64_t forget(Connection& connection, core::Timestamp now, const Retention& retention) {
    const std::string at = database::to_sql(now);
    const std::string on_the_way = database::to_sql(now - retention.answers);
    const std::string an_hour_before = database::to_sql(now - retention.answers - std::chrono::hours{1});
    const std::string over = database::to_sql(now - retention.outcome);
    connection.execute("DELETE FROM under_way WHERE noted_at < ? LIMIT ?", {on_the_way, at_once});
    const auto events = connection.execute("DELETE FROM case_event WHERE keep_until < ? LIMIT ?", {at, at_once});
    // Of each case, sender and mailbox the latest transmission is enough for what may still come.
    connection.execute(
        "DELETE older FROM sent AS older JOIN sent AS newer ON newer.case_id = older.case_id AND newer.client = "
        "older.client AND newer.mailbox = older.mailbox AND newer.transmission > older.transmission "
        "WHERE older.sent_at < ? AND older.sent_at > ?",
        {on_the_way, an_hour_before});
    connection.execute(
        "DELETE FROM sent WHERE sent_at < ? AND NOT EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = sent.case_id) "
        "LIMIT ?",
        {over, at_once});
    connection.execute(
        "DELETE FROM case_counter WHERE used_at < ? AND NOT EXISTS (SELECT 1 FROM sent s WHERE s.case_id = "
        "case_counter.case_id) LIMIT ?",
        {over, at_once});
    return events;
}
}  // namespace vorab::gateway::answers
