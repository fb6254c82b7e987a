#pragma once
// The few string operations of RFC 9110: ASCII words without case, optional white space, comma lists, percent-encoding.
#include <optional>
#include <string>
#include <string_view>

namespace vorab::http {

std::string lower_case(std::string_view text);
bool same_word(std::string_view left, std::string_view right);
std::string_view trimmed(std::string_view text);

/// Whether the comma-separated list holds the word.
bool list_has(std::string_view list, std::string_view word);

/// CR, LF or NUL: with one of them a field's value would write the next line of a header.
bool breaks_line(std::string_view text);

/// Decodes %XX; with `plus_is_space` also '+', as in a query. Nothing when a '%' is not followed by two hex digits.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace vorab::http
