#include "common/outbox/outbox_queries.hpp"

namespace vorab::outbox {
using database::Connection;

Counts counts_of(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one(
        "SELECT COUNT(IF(state = 'pending', 1, NULL)), COUNT(IF(state = 'sending', 1, NULL)),"
        " COUNT(IF(state = 'delivered', 1, NULL)), COUNT(IF(state = 'rejected', 1, NULL))"
        " FROM delivery WHERE case_id = ?",
        {std::string_view{case_id.str()}});
    return {row->integer(0), row->integer(1), row->integer(2), row->integer(3)};
}

std::vector<DeliveryRow> deliveries_of(Connection& connection, const core::CaseId& case_id) {
    std::vector<DeliveryRow> deliveries;
    for (const auto& row : connection.query(
             "SELECT id, channel, target, transmission, state, attempts, last_reason, due_at, created_at, settled_at"
             " FROM delivery WHERE case_id = ? ORDER BY id",
             {std::string_view{case_id.str()}})) {
        DeliveryRow& delivery = deliveries.emplace_back();
        delivery.id = row.integer(0);
        delivery.channel = row.text(1);
        delivery.target = row.text(2);
        delivery.transmission = row.text(3);
        delivery.state = row.text(4);
        delivery.attempts = static_cast<int>(row.integer(5));
        delivery.last_reason = row.optional_text(6).value_or("");
        delivery.due_at = database::timestamp_of(row, 7);
        delivery.created_at = database::timestamp_of(row, 8);
        if (!row.is_null(9)) delivery.settled_at = database::timestamp_of(row, 9);
    }
    return deliveries;
}

bool resend(Connection& connection, std::int64_t id, const core::PublicText& reason, core::Timestamp now) {
    const std::string due = database::to_sql(now);
    const auto changed = connection.execute(
        "UPDATE delivery SET state = 'pending', due_at = ?, last_reason = ?, settled_at = NULL"
        " WHERE id = ? AND state IN ('pending', 'delivered', 'rejected')",
        {std::string_view{due}, reason.view().substr(0, 255), id});
    return changed == 1;
}

bool discard(Connection& connection, std::int64_t id, const core::PublicText& reason, core::Timestamp now) {
    const std::string settled = database::to_sql(now);
    const auto changed = connection.execute(
        "UPDATE delivery SET state = 'rejected', last_reason = ?, settled_at = ? WHERE id = ? AND state = 'pending'",
        {reason.view().substr(0, 255), std::string_view{settled}, id});
    return changed == 1;
}
}  // namespace vorab::outbox
