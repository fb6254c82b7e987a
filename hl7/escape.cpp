#include "hl7/escape.hpp"

#include <optional>

namespace vorab::hl7 {
namespace {
constexpr std::string_view hex_digits = "0123456789ABCDEF";

/// The letter that stands for a delimiter in an escape sequence; '\0' for every other byte.
char letter_of(char byte, const Delimiters& d) {
    if (byte == '\0') return '\0';  // also the mark of a delimiter not in use
    if (byte == d.field) return 'F';
    if (byte == d.component) return 'S';
    if (byte == d.subcomponent) return 'T';
    if (byte == d.repetition) return 'R';
    if (byte == d.escape) return 'E';
    if (byte == d.truncation) return 'P';
    return '\0';
}

char delimiter_of(char letter, const Delimiters& d) {
    switch (letter) {
        case 'F':
            return d.field;
        case 'S':
            return d.component;
        case 'T':
            return d.subcomponent;
        case 'R':
            return d.repetition;
        case 'E':
            return d.escape;
        case 'P':
            return d.truncation;
        default:
            return '\0';
    }
}

bool is_control(char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == '\x7F'; }

void append_hex(std::string& out, char byte, char escape) {
    const auto value = static_cast<unsigned char>(byte);
    out += {escape, 'X', hex_digits[value >> 4], hex_digits[value & 15u], escape};
}

std::optional<unsigned> hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
    return std::nullopt;
}

bool append_from_hex(std::string& out, std::string_view digits) {
    if (digits.empty() || digits.size() % 2 != 0) return false;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = hex_value(digits[i]), low = hex_value(digits[i + 1]);
        if (!high || !low) return false;
        bytes += static_cast<char>(*high * 16 + *low);
    }
    out += bytes;
    return true;
}

/// Appends what the sequence between two escape characters means; false when it means nothing that we know.
bool append_meaning(std::string& out, std::string_view sequence, const Delimiters& d) {
    if (sequence.empty()) return false;
    if (sequence.size() == 1) {
        const char delimiter = delimiter_of(sequence[0], d);
        if (delimiter != '\0') out += delimiter;
        return delimiter != '\0' || sequence == "H" || sequence == "N";
    }
    if (sequence[0] == 'X') return append_from_hex(out, sequence.substr(1));
    if (sequence == ".br" || sequence.starts_with(".sp")) {
        out += '\n';
        return true;
    }
    return (sequence[0] == 'C' && sequence.size() == 5) || (sequence[0] == 'M' && sequence.size() <= 7);
}
}  // namespace

void append_escaped(std::string& out, std::string_view bytes, const Delimiters& d) {
    const bool reads_as_null = bytes == "\"\"";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char byte = bytes[i];
        const char letter = letter_of(byte, d);
        if (letter == '\0' && !is_control(byte) && !reads_as_null) {
            out += byte;
        } else if (d.escape == '\0') {
            out += ' ';
        } else if (letter != '\0') {
            out += {d.escape, letter, d.escape};
        } else if (byte == '\n' && i > 0 && bytes[i - 1] == '\r') {
            continue;  // the CR before it has been written as the line break
        } else if (byte == '\r' || byte == '\n') {
            out.append({d.escape, '.', 'b', 'r', d.escape});
        } else {
            append_hex(out, byte, d.escape);
        }
    }
}

std::string unescaped(std::string_view raw, const Delimiters& d) {
    std::string out;
    out.reserve(raw.size());
    while (!raw.empty()) {
        const std::size_t begin = d.escape == '\0' ? std::string_view::npos : raw.find(d.escape);
        out += raw.substr(0, begin);
        if (begin == std::string_view::npos) break;
        const std::size_t end = raw.find(d.escape, begin + 1);
        if (end == std::string_view::npos) {
            out += raw.substr(begin);
            break;
        }
        const bool known = append_meaning(out, raw.substr(begin + 1, end - begin - 1), d);
        if (!known)
            out += raw.substr(begin, end - begin);  // the second escape character may open a sequence of its own
        raw.remove_prefix(known ? end + 1 : end);
    }
    return out;
}

std::string text_of(const Part& part, Charset charset) {
    return to_utf8(unescaped(part.raw(), part.delimiters()), charset);
}

}  // namespace vorab::hl7
