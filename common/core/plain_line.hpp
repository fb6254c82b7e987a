#pragma once
// Words that one person types and others are shown, on one line.
#include <string_view>

namespace vorab::core {

/// Of UTF-8: no control character, no end of a line, and nothing that turns the direction of what follows it. "RTW 83"
/// with such a mark inside looks like another vehicle than it is.
bool is_plain_line(std::string_view text);

/// Nothing but spaces.
bool is_blank(std::string_view text);

}  // namespace vorab::core
