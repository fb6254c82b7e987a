#include "hl7/charset.hpp"

#include <array>

#include "hl7/message.hpp"
#include "hl7/transliteration.hpp"
#include "hl7/utf8.hpp"

namespace vorab::hl7 {
namespace {
/// Windows-1252, 0x80 to 0x9F; 0 where the code page has no character.
constexpr std::array<char16_t, 32> windows_1252_high{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                     0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

struct Difference {
    unsigned char byte;
    char16_t character;
};
/// Where ISO-8859-15 is not ISO-8859-1.
constexpr std::array<Difference, 8> iso_8859_15_differences{{{0xA4, 0x20AC},
                                                             {0xA6, 0x0160},
                                                             {0xA8, 0x0161},
                                                             {0xB4, 0x017D},
                                                             {0xB8, 0x017E},
                                                             {0xBC, 0x0152},
                                                             {0xBD, 0x0153},
                                                             {0xBE, 0x0178}}};

char32_t character_of(unsigned char byte, Charset charset) {
    if (charset == Charset::iso_8859_15) {
        for (const auto& difference : iso_8859_15_differences) {
            if (difference.byte == byte) return difference.character;
        }
        return byte;
    }
    if (byte < 0x80 || byte > 0x9F) return byte;
    const char16_t character = windows_1252_high[byte - 0x80u];
    return character == 0 ? replacement_character : character;
}

/// The byte for a character in a set of one byte each; nothing when the set lacks it.
std::optional<char> byte_of(char32_t character, Charset charset) {
    if (character < 0x80) return static_cast<char>(character);
    if (charset == Charset::iso_8859_15) {
        for (const auto& difference : iso_8859_15_differences) {
            if (difference.character == character) return static_cast<char>(difference.byte);
            if (difference.byte == character) return std::nullopt;
        }
    }
    if (charset == Charset::windows_1252) {
        for (std::size_t i = 0; i < windows_1252_high.size(); ++i) {
            if (windows_1252_high[i] == character) return static_cast<char>(0x80 + i);
        }
    }
    if (character >= 0xA0 && character <= 0xFF) return static_cast<char>(character);
    return std::nullopt;
}

void append_or_transliterate(Encoded& out, char32_t character, Charset target) {
    if (const auto byte = byte_of(character, target)) {
        out.bytes += *byte;
        return;
    }
    ++out.changed;
    out.bytes += transliterated(character);
}

/// Letters and digits only, in upper case: how the many spellings of one name become one.
std::string essence(std::string_view name) {
    std::string result;
    for (const char c : name) {
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) result += c;
        if (c >= 'a' && c <= 'z') result += static_cast<char>(c - 'a' + 'A');
    }
    return result;
}
}  // namespace

std::optional<Charset> charset_by_name(std::string_view name) {
    struct Known {
        std::string_view name;
        Charset charset;
    };
    static constexpr std::array known{
        Known{"UNICODEUTF8", Charset::utf8},         Known{"UTF8", Charset::utf8},
        Known{"88591", Charset::iso_8859_1},         Known{"ISO88591", Charset::iso_8859_1},
        Known{"ISOIR100", Charset::iso_8859_1},      Known{"LATIN1", Charset::iso_8859_1},
        Known{"885915", Charset::iso_8859_15},       Known{"ISO885915", Charset::iso_8859_15},
        Known{"ISOIR203", Charset::iso_8859_15},     Known{"LATIN9", Charset::iso_8859_15},
        Known{"WINDOWS1252", Charset::windows_1252}, Known{"CP1252", Charset::windows_1252},
    };
    const std::string wanted = essence(name);
    for (const auto& candidate : known) {
        if (candidate.name == wanted) return candidate.charset;
    }
    return std::nullopt;
}

std::string_view msh18_name(Charset charset) {
    switch (charset) {
        case Charset::iso_8859_1:
            return "8859/1";
        case Charset::iso_8859_15:
            return "8859/15";
        case Charset::windows_1252:
            return "WINDOWS-1252";  // table 0211 has no name for it; this is the one in use
        case Charset::utf8:
            break;
    }
    return "UNICODE UTF-8";
}

Charset charset_of(const Message& message, std::optional<Charset> configured) {
    if (configured) return *configured;
    if (const auto named = charset_by_name(message.get("MSH", 18))) return *named;
    return is_utf8(message.serialise()) ? Charset::utf8 : Charset::windows_1252;
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        if (!take_character(bytes)) return false;
    }
    return true;
}

std::string to_utf8(std::string_view bytes, Charset charset) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    if (charset == Charset::utf8) {
        while (!bytes.empty()) append_character(text, take_character(bytes).value_or(replacement_character));
    } else {
        for (const char byte : bytes) append_character(text, character_of(static_cast<unsigned char>(byte), charset));
    }
    return text;
}

Encoded from_utf8(std::string_view text, Charset target) {
    Encoded out;
    out.bytes.reserve(text.size());
    std::optional<char32_t> before;  // held back, because an accent may follow: "u" and U+0308 are one letter
    while (!text.empty()) {
        const char32_t character = take_character(text).value_or(replacement_character);
        if (target == Charset::utf8) {
            append_character(out.bytes, character);
            continue;
        }
        if (is_combining(character) && before) {
            const char32_t both = composed(*before, character);
            out.changed += both == *before ? 1 : 0;
            before = both;
            continue;
        }
        if (before) append_or_transliterate(out, *before, target);
        before = character;
    }
    if (before) append_or_transliterate(out, *before, target);
    return out;
}

}  // namespace vorab::hl7
