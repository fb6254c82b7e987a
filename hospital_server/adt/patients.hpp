#pragma once
// The hospital's patients and stays as matching reads them from the server's database.
#include <optional>
#include <string>
#include <vector>

#include "common/database/connection.hpp"
#include "hl7/adt.hpp"

namespace vorab::hospital_server::adt {

struct Stay {
    std::string number;
    std::string patient_class;
    std::string ward;
    std::optional<core::Timestamp> admitted_at;
    std::optional<core::Timestamp> discharged_at;
    hl7::StayState state = hl7::StayState::present;
};

/// Empty texts for what is not known.
struct Patient {
    hl7::PatientNumber id;
    std::string family_name, given_name, birth_name, birth_date, sex, insurant_number, postal_code, city;
    std::optional<hl7::PatientNumber> merged_into;
    std::vector<Stay> stays;  ///< newest first, at most ten
};

/// What candidates have in common with the announced patient. Each condition by itself makes one; all that is empty is
/// left out.
struct Search {
    std::string insurant_number;
    std::vector<std::string> birth_dates;  ///< YYYY-MM-DD: as sent, and with day and month exchanged
    std::vector<std::string> name_codes;   ///< Kölner Phonetik of each word of the names
    std::int64_t birth_year = 0;           ///< with the codes: one year around it, or unknown
    core::Timestamp from, until;           ///< of admissions that may be this arrival
};

/// Living numbers only: whoever was merged is found under the new one. At most 200 of each condition.
std::vector<Patient> find_candidates(database::Connection& connection, const Search& search);

/// By a patient's, a visit's or an insurant number, else by the beginning of the family name. At most 50.
std::vector<Patient> find_by_word(database::Connection& connection, const std::string& word);

/// Also one that was merged.
std::optional<Patient> find_patient(database::Connection& connection, const hl7::PatientNumber& id);

}  // namespace vorab::hospital_server::adt
