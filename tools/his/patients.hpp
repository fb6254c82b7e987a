#pragma once
// Invented people whom the hospital information system admits.
#include <span>
#include <string>
#include <string_view>

#include "hl7/stamp.hpp"

namespace vorab::his {

struct Patient {
    std::string_view number;  ///< the hospital's own
    std::string_view visit;
    std::string_view family_name;
    std::string_view given_name;
    std::string_view birth_date;  ///< YYYYMMDD
    std::string_view sex;         ///< F, M, O, U
    std::string_view insurant_number;
    std::string_view street;
    std::string_view postal_code;
    std::string_view city;
};

/// Some are the patients of schemas/examples, some only resemble them: for matching by hand.
std::span<const Patient> patients();

/// ADT^A01 in ISO-8859-1, as German hospitals send it: no MSH-15, so answered in original mode.
std::string admission(const Patient& patient, const hl7::Stamp& stamp);

}  // namespace vorab::his
