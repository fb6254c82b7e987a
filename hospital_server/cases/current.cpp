#include "hospital_server/cases/current.hpp"

#include "common/core/json.hpp"

namespace vorab::hospital_server::cases {

namespace {
Current current_of(const database::Row& row, const core::CaseId& case_id) {
    Current current;
    current.id = case_id;
    current.sequence = row.integer(0);
    current.cancelled = row.integer(1) != 0;
    current.updated_at = database::timestamp_of(row, 2);
    current.record = core::parse_json_object(row.text(3)).value();
    current.facts = record::read_facts(current.record).value();
    return current;
}
}  // namespace

std::optional<Current> read_current(database::Connection& connection, const outbox::Job& job) {
    const auto row = connection.query_one(
        "SELECT c.sequence, c.cancelled, c.updated_at, c.record, t.kind FROM patient_case c "
        "JOIN transmission t ON t.id = ? WHERE c.id = ?",
        {job.transmission.str(), job.case_id.str()});
    if (!row) return std::nullopt;
    auto current = current_of(*row, job.case_id);
    current.kind = row->text(4);
    return current;
}

std::optional<Current> read_case(database::Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one(
        "SELECT sequence, cancelled, updated_at, record FROM patient_case WHERE id = ?", {case_id.str()});
    return row ? std::optional{current_of(*row, case_id)} : std::nullopt;
}
}  // namespace vorab::hospital_server::cases
