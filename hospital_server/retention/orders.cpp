#include "hospital_server/retention/orders.hpp"

#include <algorithm>
#include <array>

#include "common/core/random.hpp"
#include "common/database/json.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::retention {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using database::Row;

namespace {
constexpr std::array<std::string_view, 7> deletion_reasons{
    "objection", "erasure", "purpose_ended", "wrong_patient", "wrong_hospital", "authority", "test_data"};
constexpr std::array<std::string_view, 4> hold_reasons{"litigation", "complaint", "authority", "quality_review"};

#define VORAB_ORDERS                                                                                         \
    "SELECT id, case_id, reason, state, EXISTS (SELECT 1 FROM legal_hold h WHERE h.held_case = o.case_id), " \
    "ordered_at, "                                                                                           \
    "ordered_by, confirmed_at, confirmed_by, due_at, latest_at, settled_at, settled_by FROM deletion_order o "
constexpr const char* one_order = VORAB_ORDERS "WHERE id = ?";
constexpr const char* open_orders = VORAB_ORDERS "WHERE ordered_case IS NOT NULL ORDER BY id DESC";
constexpr const char* settled_orders = VORAB_ORDERS "WHERE ordered_case IS NULL ORDER BY id DESC LIMIT 500";
#undef VORAB_ORDERS

Json order_of(const Row& row) {
    return {{"order", row.text(0)},
            {"case", row.text(1)},
            {"reason", row.text(2)},
            {"state", row.text(3)},
            {"held", row.integer(4) != 0},
            {"ordered_at", database::time_or_null(row, 5)},
            {"ordered_by", row.text(6)},
            {"confirmed_at", database::time_or_null(row, 7)},
            {"confirmed_by", database::text_or_null(row, 8)},
            {"due_at", database::time_or_null(row, 9)},
            {"latest_at", database::time_or_null(row, 10)},
            {"settled_at", database::time_or_null(row, 11)},
            {"settled_by", database::text_or_null(row, 12)}};
}

#define VORAB_HOLDS "SELECT id, case_id, reason, placed_at, placed_by, released_at, released_by FROM legal_hold "
constexpr const char* one_hold = VORAB_HOLDS "WHERE id = ?";
constexpr const char* all_holds = VORAB_HOLDS "ORDER BY held_case IS NULL, id DESC LIMIT 1000";
#undef VORAB_HOLDS

Json hold_of(const Row& row) {
    return {{"hold", row.text(0)},
            {"case", row.text(1)},
            {"reason", row.text(2)},
            {"placed_at", database::time_or_null(row, 3)},
            {"placed_by", row.text(4)},
            {"released_at", database::time_or_null(row, 5)},
            {"released_by", database::text_or_null(row, 6)}};
}

/// The case's row, held: so nothing deletes it while something is said about it.
Result<void> hold_row(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one("SELECT 1 FROM patient_case WHERE id = ? FOR UPDATE", {case_id.str()});
    if (!row) return failure(Problem::not_found, "there is no such case, or not for you");
    return {};
}

void note(Connection& connection, const char* event, const std::string& case_id, const Hand& hand,
          core::Timestamp now) {
    audit::write(connection,
                 {.event = core::PublicText::from_operator(event),
                  .user_name = hand.user_name,
                  .case_id = core::CaseId::parse(case_id).value(),
                  .peer = hand.peer,
                  .browser = hand.browser},
                 now);
}

/// What an order is when somebody wants to change it; its row held.
struct Standing {
    std::string case_id;
    std::string state;
    std::string ordered_by;
};
Result<Standing> standing_of(Connection& connection, const std::string& order) {
    const auto row =
        connection.query_one("SELECT case_id, state, ordered_by FROM deletion_order WHERE id = ? FOR UPDATE", {order});
    if (!row) return failure(Problem::not_found, "there is no such order, or not for you");
    Standing standing{row->text(0), row->text(1), row->text(2)};
    if (standing.state == "withdrawn" || standing.state == "carried_out")
        return failure(Problem::conflict, "this order is settled already");
    return standing;
}
}  // namespace

bool is_deletion_reason(std::string_view word) {
    return std::ranges::find(deletion_reasons, word) != deletion_reasons.end();
}
bool is_hold_reason(std::string_view word) { return std::ranges::find(hold_reasons, word) != hold_reasons.end(); }

Result<Json> order_deletion(Connection& connection, const core::CaseId& case_id, const std::string& reason,
                            const Hand& hand, const Class& of_orders, core::Timestamp now) {
    database::Transaction transaction{connection};
    if (auto here = hold_row(connection, case_id); !here) return here.error();
    if (connection.query_one("SELECT 1 FROM deletion_order WHERE ordered_case = ?", {case_id.str()}))
        return failure(Problem::conflict, "there is an open order for this case");
    const std::string id = core::new_uuid_v7(now);
    const std::string at = database::to_sql(now);
    const std::string due = database::to_sql(after(now, *of_orders.waiting));
    const std::string latest = database::to_sql(after(now, of_orders.period));
    connection.execute(
        "INSERT INTO deletion_order (id, case_id, ordered_case, reason, ordered_at, ordered_by, due_at, latest_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {id, case_id.str(), case_id.str(), reason, at, hand.user_name, due, latest});
    note(connection, "deletion.ordered", case_id.str(), hand, now);
    auto order = order_of(*connection.query_one(one_order, {id}));
    transaction.commit();
    return order;
}

Result<Json> confirm_order(Connection& connection, const std::string& order, const Hand& hand, core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto standing = standing_of(connection, order);
    if (!standing) return standing.error();
    if (standing->state == "confirmed") return failure(Problem::conflict, "this order is confirmed already");
    if (standing->ordered_by == hand.user_name)
        return failure(Problem::conflict, "an order is confirmed by somebody else than who gave it");
    const std::string at = database::to_sql(now);
    connection.execute(
        "UPDATE deletion_order SET state = 'confirmed', confirmed_at = ?, confirmed_by = ?, due_at = ? WHERE id = ?",
        {at, hand.user_name, at, order});
    note(connection, "deletion.confirmed", standing->case_id, hand, now);
    auto confirmed = order_of(*connection.query_one(one_order, {order}));
    transaction.commit();
    return confirmed;
}

Result<Json> withdraw_order(Connection& connection, const std::string& order, const Hand& hand, core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto standing = standing_of(connection, order);
    if (!standing) return standing.error();
    const std::string at = database::to_sql(now);
    connection.execute(
        "UPDATE deletion_order SET state = 'withdrawn', ordered_case = NULL, settled_at = ?, settled_by = ? WHERE id = "
        "?",
        {at, hand.user_name, order});
    note(connection, "deletion.withdrawn", standing->case_id, hand, now);
    auto withdrawn = order_of(*connection.query_one(one_order, {order}));
    transaction.commit();
    return withdrawn;
}

json::array orders(Connection& connection) {
    json::array all;
    for (const char* some : {open_orders, settled_orders}) {
        for (const auto& row : connection.query(some)) all.push_back(order_of(row));
    }
    return all;
}

Result<Json> hold_case(Connection& connection, const core::CaseId& case_id, const std::string& reason, const Hand& hand,
                       core::Timestamp now) {
    database::Transaction transaction{connection};
    if (auto here = hold_row(connection, case_id); !here) return here.error();
    if (connection.query_one("SELECT 1 FROM legal_hold WHERE held_case = ?", {case_id.str()}))
        return failure(Problem::conflict, "this case is held already");
    const std::string id = core::new_uuid_v7(now);
    const std::string at = database::to_sql(now);
    connection.execute(
        "INSERT INTO legal_hold (id, case_id, held_case, reason, placed_at, placed_by) VALUES (?, ?, ?, ?, ?, ?)",
        {id, case_id.str(), case_id.str(), reason, at, hand.user_name});
    note(connection, "case.held", case_id.str(), hand, now);
    auto hold = hold_of(*connection.query_one(one_hold, {id}));
    transaction.commit();
    return hold;
}

Result<Json> release_case(Connection& connection, const std::string& hold, const Hand& hand, core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto row = connection.query_one("SELECT case_id, held_case FROM legal_hold WHERE id = ? FOR UPDATE", {hold});
    if (!row) return failure(Problem::not_found, "there is no such hold, or not for you");
    if (row->is_null(1)) return failure(Problem::conflict, "this hold is released already");
    const std::string at = database::to_sql(now);
    connection.execute("UPDATE legal_hold SET held_case = NULL, released_at = ?, released_by = ? WHERE id = ?",
                       {at, hand.user_name, hold});
    note(connection, "case.released", row->text(0), hand, now);
    auto released = hold_of(*connection.query_one(one_hold, {hold}));
    transaction.commit();
    return released;
}

json::array holds(Connection& connection) {
    json::array all;
    for (const auto& row : connection.query(all_holds)) all.push_back(hold_of(row));
    return all;
}
}  // namespace vorab::hospital_server::retention
