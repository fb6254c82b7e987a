#pragma once
// UTF-8 one character at a time (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
#include <optional>
#include <string>
#include <string_view>

namespace vorab::hl7 {

inline constexpr char32_t replacement_character = 0xFFFD;

/// Takes the next character off the front of `text`, which must not be empty. Where the bytes are no UTF-8, one byte is
/// taken and nothing returned.
std::optional<char32_t> take_character(std::string_view& text);

void append_character(std::string& out, char32_t character);

}  // namespace vorab::hl7
