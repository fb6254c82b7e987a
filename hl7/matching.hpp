#pragma once
// Is this announced patient that patient of the hospital? After Fellegi and Sunter: each field adds evidence in bits,
// for or against; but by levels, not by raw similarity, because twins and fathers are alike too. Pure: no database, no
// clock. The answer is advice; a person decides. docs/explanation/matching.md says why each number is what it is.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/core/clock.hpp"
#include "common/core/public_text.hpp"

namespace vorab::hl7 {

/// Which rules gave the answer: kept with every link.
inline constexpr const char* matching_rules = "1";

/// One side, prepared for comparison: words folded to plain letters (ü, ue and u are one), particles and titles taken
/// out, what stands for "unknown" left empty.
struct Person {
    std::vector<std::string> family_name;
    std::vector<std::string> given_name;
    std::vector<std::string> birth_name;
    std::string birth_date;       ///< YYYY-MM-DD
    std::string sex;              ///< male, female, diverse; empty when unknown
    std::string insurant_number;  ///< valid by its check digit, or empty
    std::string postal_code;
    std::vector<std::string> city;
};

enum class Field : std::uint8_t { insurant_number, last_name, first_name, birth_date, sex, address };
enum class Likeness : std::uint8_t { equal, similar, part, swapped, different, missing };
enum class MatchLevel : std::uint8_t { weak, possible, likely, strong };
enum class MatchWarning : std::uint8_t {
    insurant_number_contradicts,
    name_contradicts,
    birth_date_contradicts,
    sex_contradicts,
    twin,
    too_little,
};
core::PublicText public_text(Field field);
core::PublicText public_text(Likeness likeness);
core::PublicText public_text(MatchLevel level);
core::PublicText public_text(MatchWarning warning);

struct FieldVerdict {
    Field field;
    Likeness likeness;
    double bits;  ///< evidence for (or, negative, against) being the same person
};

struct Comparison {
    std::vector<FieldVerdict> fields;  ///< every field once, in the order of the enumeration
    std::vector<MatchWarning> warnings;
    MatchLevel level = MatchLevel::weak;
    double bits = 0;

    Likeness of(Field field) const { return fields[static_cast<std::size_t>(field)].likeness; }
};

Comparison compare(const Person& announced, const Person& known);

/// Whether the first of the candidates (best first, of different patients) can be proposed alone: it is strong and
/// leads the second by enough.
bool stands_out(const std::vector<Comparison>& best_first);

}  // namespace vorab::hl7
