#pragma once
// Text as alarm servers take it: valid UTF-8, no control characters, counted in characters and not in bytes.
#include <string>
#include <string_view>

namespace vorab::espax {

/// Tab and line ends become spaces, other C0 and C1 controls and the non-characters of XML go, broken UTF-8 becomes
/// U+FFFD; at most `longest` characters remain.
std::string plain_text(std::string_view utf8, std::size_t longest = std::string::npos);

/// Characters, not bytes; a broken byte counts as one.
std::size_t character_count(std::string_view utf8);

std::string_view trimmed(std::string_view text);

}  // namespace vorab::espax
