#pragma once
// Code points, and letters of the Latin alphabet however they are decorated.
#include <cstdint>
#include <string_view>

namespace vorab::names {

/// Takes one code point off the front of `text`, which must not be empty; U+FFFD for a byte that is not UTF-8.
char32_t next_letter(std::string_view& text);

/// The plain lower-case letters that `letter` stands for: "e" for É, "ss" for ß, "ae" for æ. Empty when there are none.
/// An umlaut is its base vowel: "a" for Ä.
std::string_view plain(char32_t letter);

/// U+0300 to U+036F: the accent of the letter before it.
constexpr bool is_accent(char32_t letter) { return letter >= 0x300 && letter <= 0x36f; }
constexpr char32_t diaeresis = 0x308;

}  // namespace vorab::names
