#include "hospital_server/audit/deletion_record.hpp"

#include "common/core/public_name.hpp"
#include "common/database/json.hpp"

namespace vorab::hospital_server::audit {
namespace json = boost::json;
using database::Connection;
using database::optional_value;
using database::Value;

namespace {
constexpr const char* insert =
    "INSERT INTO deletion_record (at, class, reason, case_id, count, deletion_order, ordered_by, confirmed_by, "
    "completed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
}  // namespace

void record_deletion(Connection& connection, const Deletion& deletion, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto case_id = core::public_name(deletion.case_id);
    connection.execute(insert, {at, deletion.deletion_class, deletion.reason, optional_value(case_id), deletion.count,
                                optional_value(deletion.order), optional_value(deletion.ordered_by),
                                optional_value(deletion.confirmed_by), at});
}

void record_deletions(Connection& connection, const std::vector<Deletion>& of_cases, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    std::vector<std::vector<Value>> rows;
    rows.reserve(of_cases.size());
    for (const auto& deletion : of_cases) {
        rows.push_back({std::string_view{at}, std::string_view{deletion.deletion_class},
                        std::string_view{deletion.reason}, std::string_view{deletion.case_id->str()}, deletion.count,
                        optional_value(deletion.order), optional_value(deletion.ordered_by),
                        optional_value(deletion.confirmed_by), nullptr});
    }
    connection.execute_many(insert, rows);
    connection.execute(
        "UPDATE deletion_record SET completed_at = at WHERE completed_at IS NULL AND NOT EXISTS (SELECT 1 FROM "
        "attachment_chunk WHERE attachment_chunk.case_id = deletion_record.case_id)");
}

json::array deletion_records(Connection& connection, std::int64_t before, std::int64_t limit) {
    json::array records;
    for (const auto& row : connection.query(
             "SELECT id, at, class, reason, case_id, count, deletion_order, ordered_by, confirmed_by, completed_at "
             "FROM deletion_record WHERE id < ? ORDER BY id DESC LIMIT ?",
             {before, limit})) {
        records.push_back({{"record", row.integer(0)},
                           {"at", core::to_rfc3339(database::timestamp_of(row, 1))},
                           {"class", row.text(2)},
                           {"reason", row.text(3)},
                           {"mailbox", nullptr},
                           {"case", database::text_or_null(row, 4)},
                           {"count", row.integer(5)},
                           {"order", database::text_or_null(row, 6)},
                           {"ordered_by", database::text_or_null(row, 7)},
                           {"confirmed_by", database::text_or_null(row, 8)},
                           {"completed_at", database::time_or_null(row, 9)}});
    }
    return records;
}
}  // namespace vorab::hospital_server::audit
