#include "hl7/utf8.hpp"

#include <array>

namespace vorab::hl7 {
namespace {
/// How many bytes a character has that begins with this one; 0 for a byte that cannot begin one.
std::size_t length_of(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

std::optional<char32_t> decoded(std::string_view bytes) {
    constexpr std::array<unsigned char, 5> lead_bits{0, 0x7F, 0x1F, 0x0F, 0x07};
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    char32_t character = static_cast<unsigned char>(bytes[0]) & lead_bits[bytes.size()];
    for (const char byte : bytes.substr(1)) {
        if ((static_cast<unsigned char>(byte) & 0xC0u) != 0x80u) return std::nullopt;
        character = (character << 6) | (static_cast<unsigned char>(byte) & 0x3Fu);
    }
    const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
    if (character < least[bytes.size()] || character > 0x10FFFF || surrogate) return std::nullopt;
    return character;
}
}  // namespace

std::optional<char32_t> take_character(std::string_view& text) {
    const std::size_t length = length_of(static_cast<unsigned char>(text[0]));
    std::optional<char32_t> character;
    if (length != 0 && length <= text.size()) character = decoded(text.substr(0, length));
    text.remove_prefix(character ? length : 1);
    return character;
}

void append_character(std::string& out, char32_t c) {
    const auto tail = [c](unsigned shift) { return static_cast<char>(0x80u | ((c >> shift) & 0x3Fu)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += {static_cast<char>(0xC0u | (c >> 6)), tail(0)};
    } else if (c < 0x10000) {
        out += {static_cast<char>(0xE0u | (c >> 12)), tail(6), tail(0)};
    } else {
        out += {static_cast<char>(0xF0u | (c >> 18)), tail(12), tail(6), tail(0)};
    }
}

}  // namespace vorab::hl7
