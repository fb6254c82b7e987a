#pragma once
// How alike two words are. Byte by byte: meant for folded names, which are ASCII as far as German goes.
#include <cstddef>
#include <string_view>

namespace vorab::hl7 {

/// Jaro-Winkler similarity, 0 to 1 (Winkler 1990: common prefix of at most four, weight 0.1).
double jaro_winkler(std::string_view one, std::string_view other);

/// Whether one insertion, deletion, replacement or exchange of neighbours makes them equal (Damerau 1964).
bool one_slip_apart(std::string_view one, std::string_view other);

}  // namespace vorab::hl7
