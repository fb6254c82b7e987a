#include "hospital_server/cases/current.hpp"

#include "common/core/json.hpp"

namespace vorab::hospital_server::cases {

std::optional<Current> read_current(database::Connection& connection, const outbox::Job& job) {
    const auto row = connection.query_one(
        "SELECT c.sequence, c.cancelled, c.updated_at, c.record, t.kind FROM patient_case c "
        "JOIN transmission t ON t.id = ? WHERE c.id = ?",
        {job.transmission.str(), job.case_id.str()});
    if (!row) return std::nullopt;
    Current current;
    current.id = job.case_id;
    current.sequence = row->integer(0);
    current.cancelled = row->integer(1) != 0;
    current.updated_at = database::timestamp_of(*row, 2);
    current.record = core::parse_json_object(row->text(3)).value();
    current.kind = row->text(4);
    current.facts = record::read_facts(current.record).value();
    return current;
}
}  // namespace vorab::hospital_server::cases
