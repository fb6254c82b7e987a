#include "hospital_server/adt/merge.hpp"

namespace vorab::hospital_server::adt {
using database::Connection;

namespace {
constexpr int longest_chain = 16;

void take_over(Connection& connection, const hl7::PatientNumber& old, const hl7::PatientNumber& into,
               const std::string& said_at, const std::string& now) {
    connection.execute(
        "INSERT INTO his_patient (authority, number, merged_authority, merged_number, said_at, changed_at) "
        "VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE merged_authority = VALUES(merged_authority), "
        "merged_number = VALUES(merged_number), changed_at = VALUES(changed_at)",
        {old.authority, old.number, into.authority, into.number, said_at, now});
    // A visit that both authorities number alike stays where it is.
    connection.execute(
        "UPDATE IGNORE his_stay SET patient_number = ?, authority = ?, changed_at = ? WHERE patient_number = ? AND "
        "authority = ?",
        {into.number, into.authority, now, old.number, old.authority});
}
}  // namespace

void merge(Connection& connection, const hl7::Adt& adt, core::Timestamp now) {
    const std::string said_at = database::to_sql(adt.said_at), at = database::to_sql(now);
    // Whoever takes over lives: so a chain of merges always ends, also when A went to B before and now B goes to A.
    connection.execute(
        "UPDATE his_patient SET merged_authority = NULL, merged_number = NULL WHERE authority = ? AND number = ?",
        {adt.patient.authority, adt.patient.number});
    for (const auto& old : adt.merged) take_over(connection, old, adt.patient, said_at, at);
}

hl7::PatientNumber living(Connection& connection, hl7::PatientNumber of) {
    for (int step = 0; step < longest_chain; ++step) {
        const auto row = connection.query_one(
            "SELECT merged_authority, merged_number FROM his_patient WHERE authority = ? AND number = ? AND "
            "merged_number IS NOT NULL",
            {of.authority, of.number});
        if (!row) break;
        of = {row->text(1), row->text(0)};
    }
    return of;
}
}  // namespace vorab::hospital_server::adt
