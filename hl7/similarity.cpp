#include "hl7/similarity.hpp"

#include <algorithm>
#include <array>

namespace vorab::hl7 {
namespace {
constexpr std::size_t longest = 64;  // longer words are compared by their beginnings

struct Common {
    std::size_t matching = 0;
    std::size_t transposed = 0;
};

/// Letters that both have at about the same place, and how many of them are out of order.
Common common_letters(std::string_view one, std::string_view other) {
    const std::size_t reach = std::max<std::size_t>(std::max(one.size(), other.size()) / 2, 1) - 1;
    std::array<bool, longest> taken{};
    std::array<char, longest> of_one{};
    Common common;
    for (std::size_t i = 0; i < one.size(); ++i) {
        const std::size_t from = i > reach ? i - reach : 0, to = std::min(i + reach + 1, other.size());
        for (std::size_t k = from; k < to; ++k) {
            if (taken.at(k) || other[k] != one[i]) continue;
            taken.at(k) = true;
            of_one.at(common.matching++) = one[i];
            break;
        }
    }
    std::size_t at = 0;
    for (std::size_t k = 0; k < other.size(); ++k) {
        if (taken.at(k) && other[k] != of_one.at(at++)) ++common.transposed;
    }
    common.transposed /= 2;
    return common;
}
}  // namespace

double jaro_winkler(std::string_view one, std::string_view other) {
    one = one.substr(0, longest);
    other = other.substr(0, longest);
    if (one == other) return 1;
    const Common common = common_letters(one, other);
    if (common.matching == 0) return 0;
    const auto m = static_cast<double>(common.matching);
    const double jaro = (m / static_cast<double>(one.size()) + m / static_cast<double>(other.size()) +
                         (m - static_cast<double>(common.transposed)) / m) /
                        3;
    const auto prefix = std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first - one.begin();
    return jaro + static_cast<double>(std::min<std::ptrdiff_t>(prefix, 4)) * 0.1 * (1 - jaro);
}

bool one_slip_apart(std::string_view one, std::string_view other) {
    if (one.size() > other.size()) std::swap(one, other);
    if (other.size() - one.size() > 1) return false;
    const auto* const begin = std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first;
    const auto at = static_cast<std::size_t>(begin - one.begin());
    if (one.size() < other.size()) return one.substr(at) == other.substr(at + 1);
    if (at == one.size() || one.substr(at + 1) == other.substr(at + 1)) return true;
    return at + 1 < one.size() && one[at] == other[at + 1] && one[at + 1] == other[at] &&
           one.substr(at + 2) == other.substr(at + 2);
}

}  // namespace vorab::hl7
