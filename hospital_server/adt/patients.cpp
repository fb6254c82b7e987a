#include "hospital_server/adt/patients.hpp"

#include <algorithm>
#include <set>

#include "hospital_server/adt/merge.hpp"

namespace vorab::hospital_server::adt {
using database::Connection;
using database::Row;

namespace {
using Ids = std::set<std::pair<std::string, std::string>>;  // authority, number

std::optional<core::Timestamp> time_of(const Row& row, std::size_t column) {
    if (row.is_null(column)) return std::nullopt;
    return database::timestamp_of(row, column);
}

hl7::StayState state_of(const std::optional<std::string>& word) {
    for (const auto state : {hl7::StayState::expected, hl7::StayState::discharged, hl7::StayState::cancelled}) {
        if (word == public_text(state).view()) return state;
    }
    return hl7::StayState::present;
}

std::vector<Stay> stays_of(Connection& connection, const hl7::PatientNumber& id) {
    std::vector<Stay> stays;
    for (const auto& row : connection.query(
             "SELECT number, patient_class, ward, admitted_at, discharged_at, state FROM his_stay WHERE authority = ? "
             "AND patient_number = ? ORDER BY COALESCE(admitted_at, changed_at) DESC LIMIT 10",
             {id.authority, id.number})) {
        Stay stay;
        stay.number = row.text(0);
        stay.patient_class = row.optional_text(1).value_or("");
        stay.ward = row.optional_text(2).value_or("");
        stay.admitted_at = time_of(row, 3);
        stay.discharged_at = time_of(row, 4);
        stay.state = state_of(row.optional_text(5));
        stays.push_back(std::move(stay));
    }
    return stays;
}

void add(Connection& connection, Ids& ids, const char* sql, const std::vector<database::Value>& values) {
    for (const auto& row : connection.query(sql, values)) ids.emplace(row.text(0), row.text(1));
}

std::vector<Patient> read(Connection& connection, const Ids& ids) {
    Ids living_ones;
    for (const auto& [authority, number] : ids) {
        const auto now = living(connection, {number, authority});
        living_ones.emplace(now.authority, now.number);
    }
    std::vector<Patient> patients;
    for (const auto& [authority, number] : living_ones) {
        auto patient = find_patient(connection, {number, authority});
        if (patient) patients.push_back(std::move(*patient));
    }
    return patients;
}

void add_by_sound(Connection& connection, Ids& ids, const Search& search, const std::string& from,
                  const std::string& until) {
    for (const std::string_view code : search.name_codes) {
        if (search.birth_year != 0) {
            for (const std::int64_t year :
                 {search.birth_year - 1, search.birth_year, search.birth_year + 1, std::int64_t{0}}) {
                add(connection, ids,
                    "SELECT authority, number FROM his_name_key WHERE code = ? AND birth_year = ? LIMIT 200",
                    {code, year});
            }
        } else {
            add(connection, ids,
                "SELECT k.authority, k.number FROM his_stay AS s JOIN his_name_key AS k ON k.authority = s.authority "
                "AND k.number = s.patient_number AND k.code = ? WHERE s.admitted_at BETWEEN ? AND ? LIMIT 200",
                {code, std::string_view{from}, std::string_view{until}});
        }
    }
}
}  // namespace

std::optional<Patient> find_patient(Connection& connection, const hl7::PatientNumber& id) {
    const auto row = connection.query_one(
        "SELECT family_name, given_name, birth_name, birth_date, sex, insurant_number, postal_code, city, "
        "merged_authority, merged_number FROM his_patient WHERE authority = ? AND number = ?",
        {id.authority, id.number});
    if (!row) return std::nullopt;
    Patient patient;
    patient.id = id;
    std::size_t column = 0;
    for (auto* text : {&patient.family_name, &patient.given_name, &patient.birth_name, &patient.birth_date,
                       &patient.sex, &patient.insurant_number, &patient.postal_code, &patient.city})
        *text = row->optional_text(column++).value_or("");
    if (!row->is_null(9)) patient.merged_into = hl7::PatientNumber{row->text(9), row->text(8)};
    patient.stays = stays_of(connection, id);
    return patient;
}

std::vector<Patient> find_candidates(Connection& connection, const Search& search) {
    const std::string from = database::to_sql(search.from), until = database::to_sql(search.until);
    Ids ids;
    if (!search.insurant_number.empty())
        add(connection, ids, "SELECT authority, number FROM his_patient WHERE insurant_number = ? LIMIT 200",
            {std::string_view{search.insurant_number}});
    for (const std::string_view date : search.birth_dates)
        add(connection, ids, "SELECT authority, number FROM his_patient WHERE birth_date = ? LIMIT 200", {date});
    add_by_sound(connection, ids, search, from, until);
    // Whoever came in about then may be the one whom nobody could ask for a name.
    add(connection, ids,
        "SELECT authority, patient_number FROM his_stay WHERE admitted_at BETWEEN ? AND ? AND patient_class IN ('E', "
        "'I', '') ORDER BY admitted_at DESC LIMIT 200",
        {std::string_view{from}, std::string_view{until}});
    return read(connection, ids);
}

std::vector<Patient> find_by_word(Connection& connection, const std::string& word) {
    const std::string_view text = word;
    Ids ids;
    add(connection, ids, "SELECT authority, number FROM his_patient WHERE number = ? LIMIT 50", {text});
    add(connection, ids, "SELECT authority, patient_number FROM his_stay WHERE number = ? LIMIT 50", {text});
    add(connection, ids, "SELECT authority, number FROM his_patient WHERE insurant_number = ? LIMIT 50", {text});
    if (ids.empty())
        add(connection, ids,
            "SELECT authority, number FROM his_patient WHERE family_name LIKE CONCAT(REPLACE(REPLACE(REPLACE(?, "
            "'\\\\', "
            "'\\\\\\\\'), '%', '\\\\%'), '_', '\\\\_'), '%') ORDER BY changed_at DESC LIMIT 50",
            {text});
    return read(connection, ids);
}
}  // namespace vorab::hospital_server::adt
