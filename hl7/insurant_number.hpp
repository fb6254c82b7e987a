#pragma once
// The number of an insured person in Germany (Krankenversichertennummer, unchangeable part): a letter, eight digits, a
// check digit (Anlage 1 zur Richtlinie nach § 290 SGB V).
#include <string>
#include <string_view>

namespace vorab::hl7 {

/// Form and check digit hold. Some errors pass it, by its own nature: letters of equal weight (S and X, A and O), 09
/// for
/// 90. So the same number with another name or birth date is a question, not an answer.
bool is_insurant_number(std::string_view text);

/// Upper case, without blanks and dashes: how people type it.
std::string tidy_insurant_number(std::string_view text);

}  // namespace vorab::hl7
