#pragma once
// What is written about a person, made comparable: names folded, particles and titles taken out, words that stand for
// "unknown" left out.
#include <optional>
#include <string>

#include "hl7/matching.hpp"

namespace vorab::hospital_server::matching {

/// UTF-8 as it was sent or told; empty where it is not known.
struct Written {
    std::string family_name;
    std::string given_name;
    std::string birth_name;
    std::string birth_date;  ///< YYYY-MM-DD
    std::string sex;         ///< male, female, diverse, unknown
    std::string insurant_number;
    std::string postal_code;
    std::string city;
};

hl7::Person comparable(const Written& written);

/// Whether the hospital knows this person only as somebody: "Unbekannt, Männlich", "Notfall 17".
bool is_stand_in(const Written& written);

}  // namespace vorab::hospital_server::matching
