#pragma once
// Numbers so small that they would speak of single patients are not told, nor a larger one from which they could be
// worked out (primary and complementary suppression, as official statistics do).
#include <cstdint>
#include <optional>
#include <vector>

namespace vorab::hospital_server::figures {

inline constexpr std::int64_t smallest_told = 5;

struct Told {
    std::optional<std::int64_t> total;
    std::vector<std::optional<std::int64_t>> counts;  ///< as given, in their order
};

/// `counts` are parts of one whole, each case in one of them. Zero is told; 1 to 4 are not. Where a sum and the other
/// parts would give away what is hidden, the next larger part is hidden too: at least two are, which together have
/// five cases or more. A whole of 1 to 4 cases hides everything.
Told without_small_numbers(const std::vector<std::int64_t>& counts);

}  // namespace vorab::hospital_server::figures
