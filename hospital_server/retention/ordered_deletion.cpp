#include "hospital_server/audit/audit.hpp"
#include "hospital_server/retention/batches.hpp"
#include "hospital_server/retention/case_deletion.hpp"

namespace vorab::hospital_server::retention {
using database::Connection;

namespace {
constexpr std::chrono::hours still_repeated{24};

// A case that is gone already settles its order all the same.
constexpr const char* due_order =
    "SELECT o.id, o.case_id, o.reason, o.ordered_by, o.confirmed_by, c.id IS NOT NULL FROM deletion_order o LEFT JOIN "
    "patient_case c ON c.id = o.ordered_case WHERE o.state IN ('ordered', 'confirmed') AND o.due_at <= ? AND (c.id IS "
    "NULL OR c.updated_at < ? OR o.latest_at <= ?) AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.held_case = "
    "o.ordered_case) ORDER BY o.due_at LIMIT 1 FOR UPDATE";

/// Placed while we took hold of the case's row.
bool is_held(Connection& connection, const std::string& case_id) {
    return connection.query_one("SELECT 1 FROM legal_hold WHERE held_case = ?", {case_id}).has_value();
}

audit::Deletion deletion_of(const database::Row& order) {
    return {.deletion_class = "deletion_order",
            .reason = order.text(2),
            .case_id = core::CaseId::parse(order.text(1)).value(),
            .order = order.text(0),
            .ordered_by = order.text(3),
            .confirmed_by = order.optional_text(4)};
}
}  // namespace

Batch delete_ordered_case(Connection& mailbox, const Turn& turn) {
    const std::string now = database::to_sql(turn.now);
    const std::string quiet_since = database::to_sql(turn.now - still_repeated);
    database::Transaction transaction{mailbox};
    const auto order = mailbox.query_one(due_order, {now, quiet_since, now});
    if (!order || is_held(mailbox, order->text(1))) return {};
    const auto deletion = deletion_of(*order);
    Batch batch{1, {*deletion.case_id}};
    if (order->integer(5) != 0) delete_cases(mailbox, {deletion}, turn.now);
    mailbox.execute("UPDATE deletion_order SET state = 'carried_out', ordered_case = NULL, settled_at = ? WHERE id = ?",
                    {now, order->text(0)});
    audit::write(mailbox, {.event = "case.deleted", .user_name = deletion.ordered_by, .case_id = deletion.case_id},
                 turn.now);
    transaction.commit();
    return batch;
}
}  // namespace vorab::hospital_server::retention
