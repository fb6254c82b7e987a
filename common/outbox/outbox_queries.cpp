#include "common/outbox/outbox_queries.hpp"

namespace vorab::outbox {
using database::Connection;

namespace {
#define VORAB_DELIVERY_COLUMNS                                                                                         \
    "SELECT id, channel, target, case_id, transmission, state, attempts, last_reason, due_at, created_at, settled_at," \
    " decision, decided_by, decided_at, decision_reason FROM delivery "

std::optional<core::Timestamp> optional_time(const database::Row& row, std::size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional{database::timestamp_of(row, column)};
}

DeliveryRow delivery_of(const database::Row& row) {
    DeliveryRow delivery;
    delivery.id = row.integer(0);
    delivery.channel = row.text(1);
    delivery.target = row.text(2);
    delivery.case_id = core::CaseId::parse(row.text(3)).value();
    delivery.transmission = row.text(4);
    delivery.state = row.text(5);
    delivery.attempts = static_cast<int>(row.integer(6));
    delivery.last_reason = row.optional_text(7).value_or("");
    delivery.due_at = optional_time(row, 8);
    delivery.created_at = database::timestamp_of(row, 9);
    delivery.settled_at = optional_time(row, 10);
    if (!row.is_null(11))
        delivery.decision = Decision{row.text(11), row.text(12), database::timestamp_of(row, 13), row.text(14)};
    return delivery;
}

std::vector<DeliveryRow> deliveries_of_rows(const std::vector<database::Row>& rows) {
    std::vector<DeliveryRow> deliveries;
    for (const auto& row : rows) deliveries.push_back(delivery_of(row));
    return deliveries;
}

/// Whoever is first in this line has a time from now on.
void promote_first(Connection& connection, std::string_view case_id, std::string_view channel, std::string_view target,
                   std::string_view now) {
    const auto first = connection.query_one(
        "SELECT id FROM delivery WHERE case_id = ? AND state IN ('pending', 'sending') AND channel = ? AND target = ?"
        " ORDER BY id LIMIT 1",
        {case_id, channel, target});
    if (first)
        connection.execute("UPDATE delivery SET due_at = ? WHERE id = ? AND state = 'pending' AND due_at IS NULL",
                           {now, first->integer(0)});
}

/// Whoever was behind this one is at the head now, unless another earlier one is open still.
void promote_behind(Connection& connection, std::int64_t id, std::string_view now) {
    const auto row = connection.query_one("SELECT case_id, channel, target FROM delivery WHERE id = ?", {id});
    if (row) promote_first(connection, row->text(0), row->text(1), row->text(2), now);
}
}  // namespace

Counts counts_of(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one(
        "SELECT COUNT(IF(state = 'pending', 1, NULL)), COUNT(IF(state = 'sending', 1, NULL)),"
        " COUNT(IF(state = 'delivered', 1, NULL)), COUNT(IF(state = 'rejected', 1, NULL))"
        " FROM delivery WHERE case_id = ?",
        {std::string_view{case_id.str()}});
    return {row->integer(0), row->integer(1), row->integer(2), row->integer(3)};
}

std::vector<DeliveryRow> deliveries_of(Connection& connection, const core::CaseId& case_id) {
    return deliveries_of_rows(
        connection.query(VORAB_DELIVERY_COLUMNS "WHERE case_id = ? ORDER BY id", {std::string_view{case_id.str()}}));
}

std::optional<DeliveryRow> find_delivery(Connection& connection, std::int64_t id) {
    const auto row = connection.query_one(VORAB_DELIVERY_COLUMNS "WHERE id = ?", {id});
    return row ? std::optional{delivery_of(*row)} : std::nullopt;
}

std::vector<DeliveryRow> select(Connection& connection, const Selection& selection) {
    const std::string from = database::to_sql(selection.from);
    const std::string before = database::to_sql(selection.written_before);
    return deliveries_of_rows(connection.query(
        VORAB_DELIVERY_COLUMNS
        "WHERE state = ? AND created_at >= ? AND created_at < ? AND (created_at > ? OR id > ?)"
        " AND (? = '' OR channel = ?) AND (? = '' OR target = ?) ORDER BY created_at, id LIMIT ?",
        {selection.state, std::string_view{from}, std::string_view{before}, std::string_view{from}, selection.after,
         selection.channel, selection.channel, selection.target, selection.target, selection.limit}));
}
#undef VORAB_DELIVERY_COLUMNS

Waiting waiting_of(Connection& connection, std::string_view channel, std::string_view target) {
    Waiting waiting;
    std::optional<std::int64_t> first;
    for (const auto& row :
         connection.query("SELECT state, COUNT(*), MIN(id) FROM delivery WHERE channel = ? AND target = ?"
                          " AND state IN ('pending', 'sending', 'rejected') GROUP BY state",
                          {channel, target})) {
        const bool rejected = row.text(0) == "rejected";
        if (rejected) waiting.rejected = row.integer(1);
        if (row.text(0) == "pending") waiting.pending = row.integer(1);
        if (row.text(0) == "sending") waiting.sending = row.integer(1);
        if (!rejected) first = std::min(first.value_or(row.integer(2)), row.integer(2));
    }
    if (!first) return waiting;
    const auto oldest = connection.query_one("SELECT created_at FROM delivery WHERE id = ?", {*first});
    if (oldest) waiting.oldest_open = database::timestamp_of(*oldest, 0);
    return waiting;
}

bool resend(Connection& connection, std::int64_t id, const Decision& decision) {
    const std::string now = database::to_sql(decision.at);
    const auto changed = connection.execute(
        "UPDATE delivery SET state = 'pending', due_at = ?, settled_at = NULL, decision = 'resend', decided_by = ?,"
        " decided_at = ?, decision_reason = ? WHERE id = ? AND state <> 'sending'",
        {std::string_view{now}, std::string_view{decision.by}, std::string_view{now}, std::string_view{decision.reason},
         id});
    return changed == 1;
}

bool discard(Connection& connection, std::int64_t id, const Decision& decision) {
    const std::string now = database::to_sql(decision.at);
    const auto changed = connection.execute(
        "UPDATE delivery SET state = 'discarded', settled_at = ?, decision = 'discard', decided_by = ?, decided_at = ?,"
        " decision_reason = ? WHERE id = ? AND state IN ('pending', 'rejected')",
        {std::string_view{now}, std::string_view{decision.by}, std::string_view{now}, std::string_view{decision.reason},
         id});
    if (changed == 1) promote_behind(connection, id, now);
    return changed == 1;
}

void withdraw(Connection& connection, const core::CaseId& case_id, std::string_view reference, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string_view of = case_id.str();
    const auto rows = connection.query(
        "SELECT id, channel, target FROM delivery WHERE case_id = ? AND transmission = ? AND state = 'pending' FOR "
        "UPDATE",
        {of, reference});
    for (const auto& row : rows) connection.execute("DELETE FROM delivery WHERE id = ?", {row.integer(0)});
    for (const auto& row : rows) promote_first(connection, of, row.text(1), row.text(2), at);
}

std::uint64_t hasten_late(Connection& connection, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string late = database::to_sql(now + std::chrono::minutes{1});
    return connection.execute("UPDATE delivery SET due_at = ? WHERE state = 'pending' AND due_at > ?",
                              {std::string_view{at}, std::string_view{late}});
}

std::uint64_t forget_delivered(Connection& connection, core::Timestamp before, std::int64_t limit) {
    const std::string end = database::to_sql(before);
    std::uint64_t gone = 0;
    for (const std::string_view state : {std::string_view{"delivered"}, std::string_view{"discarded"}}) {
        gone +=
            connection.execute("DELETE FROM delivery WHERE state = ? AND created_at < ? ORDER BY created_at LIMIT ?",
                               {state, std::string_view{end}, limit});
    }
    return gone;
}
}  // namespace vorab::outbox
