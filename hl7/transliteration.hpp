#pragma once
// The nearest readable letters for what a Western European character set lacks.
#include <string_view>

namespace vorab::hl7 {

/// "l" for ł, "EUR" for the euro sign, "\"" for typographic quotes, a line break for U+2028; "?" when nothing is near.
std::string_view transliterated(char32_t character);

bool is_combining(char32_t character);  ///< U+0300 to U+036F: an accent for the letter before it

/// The letter with its accent as one character where Western European sets have it, else the letter alone.
char32_t composed(char32_t letter, char32_t accent);

}  // namespace vorab::hl7
