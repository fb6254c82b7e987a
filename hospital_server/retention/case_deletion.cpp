#include "hospital_server/retention/case_deletion.hpp"

#include <algorithm>

namespace vorab::hospital_server::retention {
using database::Connection;
using database::Value;

namespace {
constexpr std::int64_t chunks_at_once = 32;  // of up to a mebibyte

constexpr const char* statements[] = {
    "DELETE FROM measurement WHERE case_id = ?",
    "DELETE FROM attachment WHERE case_id = ?",
    "DELETE FROM attachment_progress WHERE case_id = ?",
    "DELETE FROM delivery WHERE case_id = ?",
    "DELETE FROM alarm_event WHERE case_id = ?",
    "DELETE FROM alarm WHERE case_id = ?",
    "DELETE FROM answer WHERE case_id = ?",
    "DELETE FROM his_document WHERE case_id = ?",
    "DELETE FROM case_link WHERE case_id = ?",
    "DELETE FROM last_action WHERE case_id = ?",
    "DELETE FROM case_look WHERE case_id = ?",
    "DELETE FROM case_join WHERE case_id = ?",
    "DELETE FROM case_join WHERE main = ?",
    "DELETE FROM view_content WHERE case_id = ?",
    "DELETE FROM transmission WHERE case_id = ?",
    "DELETE FROM patient_case WHERE id = ?",
};
}  // namespace

std::span<const char* const> follows_a_case() { return statements; }

void delete_cases(Connection& connection, const std::vector<audit::Deletion>& cases, core::Timestamp now) {
    std::vector<std::vector<Value>> ids;
    ids.reserve(cases.size());
    for (const auto& one : cases) ids.push_back({std::string_view{one.case_id->str()}});
    for (const char* statement : follows_a_case()) connection.execute_many(statement, ids);
    audit::record_deletions(connection, cases, now);
}

std::uint64_t sweep_chunks(Connection& connection, core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto record = connection.query_one(
        "SELECT id, case_id FROM deletion_record WHERE completed_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP "
        "LOCKED");
    if (!record) return 0;
    const auto gone =
        connection.execute("DELETE FROM attachment_chunk WHERE case_id = ? LIMIT ?", {record->text(1), chunks_at_once});
    if (gone < static_cast<std::uint64_t>(chunks_at_once)) {
        const std::string at = database::to_sql(now);
        connection.execute("UPDATE deletion_record SET completed_at = ? WHERE id = ?", {at, record->integer(0)});
    }
    transaction.commit();
    return std::max<std::uint64_t>(gone, 1);  // a record that was completed is work done
}
}  // namespace vorab::hospital_server::retention
