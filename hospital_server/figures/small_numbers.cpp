#include "hospital_server/figures/small_numbers.hpp"

#include <numeric>

namespace vorab::hospital_server::figures {
namespace {
bool is_small(std::int64_t count) { return count > 0 && count < smallest_told; }

struct Hidden {
    std::size_t parts = 0;
    std::int64_t cases = 0;
    bool is_safe() const { return parts == 0 || (parts > 1 && cases >= smallest_told); }
};

Hidden hidden_in(const std::vector<std::int64_t>& counts, const Told& told) {
    Hidden hidden;
    for (std::size_t at = 0; at < counts.size(); ++at) {
        if (told.counts[at]) continue;
        ++hidden.parts;
        hidden.cases += counts[at];
    }
    return hidden;
}

/// False when there is nothing left to hide but zeros.
bool hide_smallest(Told& told) {
    std::optional<std::int64_t>* smallest = nullptr;
    for (auto& count : told.counts) {
        if (count.value_or(0) > 0 && (!smallest || *count < **smallest)) smallest = &count;
    }
    if (smallest) smallest->reset();
    return smallest != nullptr;
}
}  // namespace

Told without_small_numbers(const std::vector<std::int64_t>& counts) {
    const std::int64_t total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    Told told;
    told.counts.resize(counts.size());
    if (is_small(total)) return told;
    told.total = total;
    for (std::size_t at = 0; at < counts.size(); ++at) {
        if (!is_small(counts[at])) told.counts[at] = counts[at];
    }
    while (!hidden_in(counts, told).is_safe()) {
        if (!hide_smallest(told)) break;
    }
    return told;
}
}  // namespace vorab::hospital_server::figures
