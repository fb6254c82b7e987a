#include "espax/text.hpp"

#include <cstdint>

namespace vorab::espax {
namespace {

constexpr std::uint32_t replacement = 0xfffd;

struct Character {
    std::uint32_t code = replacement;
    std::size_t length = 1;
};

std::size_t announced_length(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return 2;
    if (first >= 0xe0 && first < 0xf0) return 3;
    if (first >= 0xf0 && first < 0xf5) return 4;
    return 0;
}

/// RFC 3629: no over-long forms, no surrogates, nothing above U+10FFFF.
bool allowed(std::uint32_t code, std::size_t length) {
    if (length == 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
    if (length == 4) return code >= 0x10000 && code <= 0x10ffff;
    return true;
}

Character first_character(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = announced_length(first);
    if (length == 1) return {first, 1};
    if (length == 0 || text.size() < length) return {};
    std::uint32_t code = first & (0xffu >> (length + 1));
    for (const char byte : text.substr(1, length - 1)) {
        if ((static_cast<unsigned char>(byte) & 0xc0) != 0x80) return {};
        code = (code << 6) | (static_cast<unsigned char>(byte) & 0x3fu);
    }
    return allowed(code, length) ? Character{code, length} : Character{};
}

bool is_dropped(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0xfffe || code == 0xffff;
}

bool is_blank(std::uint32_t code) { return code == '\t' || code == '\n' || code == '\r'; }

}  // namespace

std::string plain_text(std::string_view utf8, std::size_t longest) {
    std::string plain;
    for (std::size_t written = 0; !utf8.empty() && written < longest;) {
        const auto [code, length] = first_character(utf8);
        if (is_blank(code)) {
            plain += ' ';
            ++written;
        } else if (!is_dropped(code)) {
            plain += code == replacement ? std::string_view{"\xef\xbf\xbd"} : utf8.substr(0, length);
            ++written;
        }
        utf8.remove_prefix(length);
    }
    return plain;
}

std::size_t character_count(std::string_view utf8) {
    std::size_t count = 0;
    for (; !utf8.empty(); ++count) utf8.remove_prefix(first_character(utf8).length);
    return count;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace vorab::espax
