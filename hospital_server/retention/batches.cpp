#include "hospital_server/retention/batches.hpp"

#include <set>

#include "hospital_server/audit/chain.hpp"
#include "hospital_server/audit/deletion_record.hpp"
#include "hospital_server/retention/case_deletion.hpp"

namespace vorab::hospital_server::retention {
using database::Connection;

namespace {
constexpr std::int64_t cases_at_once = 50;

// received_at comes first: its index leaves few rows to look at, since no case changes before it is received.
#define VORAB_OLD_CASES                                                                           \
    " FROM patient_case c WHERE c.received_at < ? AND (? = 'received' OR GREATEST(c.updated_at, " \
    "COALESCE(c.arrived_at, c.updated_at)) < ?) AND "
constexpr const char* old_cases =
    "SELECT c.id" VORAB_OLD_CASES
    "NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.held_case = c.id) ORDER BY c.received_at LIMIT ? FOR UPDATE SKIP "
    "LOCKED";
constexpr const char* held_cases =
    "SELECT COUNT(*)" VORAB_OLD_CASES "EXISTS (SELECT 1 FROM legal_hold h WHERE h.held_case = c.id)";
#undef VORAB_OLD_CASES

/// A hold that was placed while we took hold of the cases' rows: whoever places one needs the row as well.
std::set<std::string> held_now(Connection& connection) {
    std::set<std::string> held;
    for (const auto& row : connection.query("SELECT held_case FROM legal_hold WHERE held_case IS NOT NULL")) {
        held.insert(row.text(0));
    }
    return held;
}

std::vector<audit::Deletion> take_old_cases(Connection& mailbox, const Turn& turn) {
    const std::string before = database::to_sql(turn.before);
    const auto rows = mailbox.query(old_cases, {before, turn.of.start, before, cases_at_once});
    const auto held = held_now(mailbox);
    std::vector<audit::Deletion> cases;
    for (const auto& row : rows) {
        if (held.contains(row.text(0))) continue;
        cases.push_back({.deletion_class = "medical", .case_id = core::CaseId::parse(row.text(0)).value()});
    }
    return cases;
}
}  // namespace

std::uint64_t held_back(Connection& mailbox, const Turn& turn) {
    const std::string before = database::to_sql(turn.before);
    return static_cast<std::uint64_t>(mailbox.query_one(held_cases, {before, turn.of.start, before})->integer(0));
}

Batch delete_old_cases(Connection& mailbox, const Turn& turn) {
    database::Transaction transaction{mailbox};
    const auto cases = take_old_cases(mailbox, turn);
    if (cases.empty()) return {};
    delete_cases(mailbox, cases, turn.now);
    transaction.commit();
    return {cases.size()};
}

Batch delete_usage_data(Connection& any, const Turn& turn) {
    const auto gone = audit::remove_before(any, turn.chain, turn.before, turn.notary, turn.now);
    return {gone};
}

Batch delete_records(Connection& any, const Turn& turn) {
    const std::string before = database::to_sql(turn.before);
    return {any.execute("DELETE FROM deletion_record WHERE at < ? AND completed_at IS NOT NULL ORDER BY at LIMIT 1000",
                        {before})};
}

Batch delete_settled(Connection& mailbox, const Turn& turn) {
    const std::string before = database::to_sql(turn.before);
    const auto gone = mailbox.execute("DELETE FROM deletion_order WHERE settled_at < ? LIMIT 1000", {before}) +
                      mailbox.execute("DELETE FROM legal_hold WHERE released_at < ? LIMIT 1000", {before});
    return {gone + delete_records(mailbox, turn).deleted};
}

Batch delete_sign_ins(Connection& server, const Turn& turn) {
    const std::string before = database::to_sql(turn.before);
    database::Transaction transaction{server};
    const auto gone = server.execute("DELETE FROM person_session WHERE expires_at < ? LIMIT 1000", {before}) +
                      server.execute("DELETE FROM sign_in_failure WHERE last_at < ? LIMIT 1000", {before});
    if (gone > 0) {
        audit::record_deletion(server, {.deletion_class = "sign_ins", .count = static_cast<std::int64_t>(gone)},
                               turn.now);
    }
    transaction.commit();
    return {gone};
}
}  // namespace vorab::hospital_server::retention
