#include "hl7/insurant_number.hpp"

#include <algorithm>

namespace vorab::hl7 {
namespace {
constexpr std::size_t length = 10;
bool is_digit(char c) { return c >= '0' && c <= '9'; }
int digit_sum(int value) { return value / 10 + value % 10; }
}  // namespace

bool is_insurant_number(std::string_view text) {
    if (text.size() != length || text[0] < 'A' || text[0] > 'Z') return false;
    if (!std::all_of(text.begin() + 1, text.end(), is_digit)) return false;
    const int letter = text[0] - 'A' + 1;
    int sum = digit_sum(letter / 10) + digit_sum(letter % 10 * 2);
    for (std::size_t i = 1; i + 1 < length; ++i) sum += digit_sum((text[i] - '0') * (i % 2 == 1 ? 1 : 2));
    return sum % 10 == text[length - 1] - '0';
}

std::string tidy_insurant_number(std::string_view text) {
    std::string tidy;
    for (const char c : text) {
        if (c == ' ' || c == '-') continue;
        tidy += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return tidy;
}

}  // namespace vorab::hl7
