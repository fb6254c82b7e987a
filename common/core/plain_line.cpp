#include "common/core/plain_line.hpp"

#include <algorithm>
#include <array>

namespace vorab::core {
namespace {
using namespace std::string_view_literals;

/// U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069.
constexpr std::array marks = {"\xD8\x9C"sv,     "\xE2\x80\x8E"sv, "\xE2\x80\x8F"sv, "\xE2\x80\xA8"sv, "\xE2\x80\xA9"sv,
                              "\xE2\x80\xAA"sv, "\xE2\x80\xAB"sv, "\xE2\x80\xAC"sv, "\xE2\x80\xAD"sv, "\xE2\x80\xAE"sv,
                              "\xE2\x81\xA6"sv, "\xE2\x81\xA7"sv, "\xE2\x81\xA8"sv, "\xE2\x81\xA9"sv};

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7f; }

/// U+0080 to U+009F.
bool has_second_controls(std::string_view text) {
    for (auto at = text.find('\xC2'); at != text.npos; at = text.find('\xC2', at + 1)) {
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0) return true;
    }
    return false;
}
}  // namespace

bool is_plain_line(std::string_view text) {
    const bool marked = std::ranges::any_of(marks, [&](std::string_view mark) { return text.find(mark) != text.npos; });
    return !marked && !has_second_controls(text) && std::ranges::none_of(text, is_control);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(' ') == text.npos; }
}  // namespace vorab::core
