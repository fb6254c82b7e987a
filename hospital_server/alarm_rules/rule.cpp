#include "hospital_server/alarm_rules/rule.hpp"

#include <algorithm>
#include <array>

namespace vorab::hospital_server::alarm_rules {
namespace {
constexpr std::array priorities{espax::Priority::low, espax::Priority::standard, espax::Priority::medium,
                                espax::Priority::high, espax::Priority::emergency};
}

bool Hours::hold(unsigned minute) const {
    if (from <= until) return minute >= from && minute < until;
    return minute >= from || minute < until;
}

std::string folded(std::string_view word) {
    std::string lower{word};
    bool latin = false;  // after the first byte of U+00C0 to U+00FF
    for (char& c : lower) {
        const auto byte = static_cast<unsigned char>(c);
        const bool ascii_capital = byte >= 'A' && byte <= 'Z';
        const bool latin_capital = latin && byte >= 0x80 && byte <= 0x9e && byte != 0x97;  // not the sign of times
        if (ascii_capital || latin_capital) c = static_cast<char>(byte + 0x20);
        latin = byte == 0xc3;
    }
    return lower;
}

core::PublicText word_of(espax::Priority priority) {
    switch (priority) {
        case espax::Priority::low:
            return "low";
        case espax::Priority::standard:
            return "standard";
        case espax::Priority::medium:
            return "medium";
        case espax::Priority::high:
            return "high";
        case espax::Priority::emergency:
            return "emergency";
    }
    return "standard";
}

std::optional<espax::Priority> priority_named(std::string_view word) {
    const auto* found =
        std::ranges::find_if(priorities, [&](espax::Priority one) { return word_of(one).view() == word; });
    if (found == priorities.end()) return std::nullopt;
    return *found;
}

}  // namespace vorab::hospital_server::alarm_rules
