#include "common/core/encoding.hpp"

#include <array>

namespace vorab::core {
namespace {
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view plain_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::uint8_t invalid = 0xff;

constexpr std::array<std::uint8_t, 256> reverse(std::string_view alphabet) {
    std::array<std::uint8_t, 256> table{};
    table.fill(invalid);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}
constexpr auto url_values = reverse(url_alphabet);
constexpr auto plain_values = reverse(plain_alphabet);
constexpr auto hex_values = reverse(hex_digits);

void append_encoded(std::string& text, BytesView bytes, std::string_view alphabet) {
    text.reserve(text.size() + (bytes.size() * 4 + 2) / 3 + 2);
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t group = (std::uint32_t{bytes[i]} << 16) | (std::uint32_t{bytes[i + 1]} << 8) | bytes[i + 2];
        text +=
            {alphabet[group >> 18], alphabet[(group >> 12) & 63], alphabet[(group >> 6) & 63], alphabet[group & 63]};
    }
    if (bytes.size() - i == 1) {
        const std::uint32_t group = std::uint32_t{bytes[i]} << 16;
        text += {alphabet[group >> 18], alphabet[(group >> 12) & 63]};
    } else if (bytes.size() - i == 2) {
        const std::uint32_t group = (std::uint32_t{bytes[i]} << 16) | (std::uint32_t{bytes[i + 1]} << 8);
        text += {alphabet[group >> 18], alphabet[(group >> 12) & 63], alphabet[(group >> 6) & 63]};
    }
}

Result<Bytes> decode(std::string_view text, const std::array<std::uint8_t, 256>& values) {
    const Failure wrong{Problem::malformed, "not canonical base64"};
    const std::size_t rest = text.size() % 4;
    if (rest == 1) return wrong;
    Bytes bytes(text.size() * 3 / 4, 0);
    unsigned char* to = bytes.data();
    std::uint32_t all = 0;  // collects the mark of any character outside the alphabet: checked once, at the end
    const auto value_at = [&](std::size_t at) -> std::uint32_t {
        const std::uint32_t value = values[static_cast<unsigned char>(text[at])];
        all |= value;
        return value & 63u;
    };
    const auto put = [&to](std::uint32_t byte) { *to++ = static_cast<unsigned char>(byte & 0xffu); };
    const std::size_t whole = text.size() - rest;
    for (std::size_t at = 0; at < whole; at += 4) {
        const std::uint32_t group =
            (value_at(at) << 18) | (value_at(at + 1) << 12) | (value_at(at + 2) << 6) | value_at(at + 3);
        put(group >> 16);
        put(group >> 8);
        put(group);
    }
    std::uint32_t last = 0;  // the two or three that remain, as if zeros followed
    for (std::size_t at = whole; at < text.size(); ++at) last |= value_at(at) << (18 - 6 * (at - whole));
    if (rest > 1) put(last >> 16);
    if (rest > 2) put(last >> 8);
    if (all & 0xc0u) return wrong;
    // Unused bits must be zero, or two texts would mean the same bytes.
    if ((rest == 2 && (last & 0xffffu)) || (rest == 3 && (last & 0xffu))) return wrong;
    return bytes;
}
}  // namespace

std::string to_base64url(BytesView bytes) {
    std::string text;
    append_encoded(text, bytes, url_alphabet);
    return text;
}
Result<Bytes> from_base64url(std::string_view text) { return decode(text, url_values); }

void append_base64(std::string& text, BytesView bytes) {
    append_encoded(text, bytes, plain_alphabet);
    text.append((3 - bytes.size() % 3) % 3, '=');
}

std::string to_base64(BytesView bytes) {
    std::string text;
    append_base64(text, bytes);
    return text;
}

Result<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return Failure{Problem::malformed, "not canonical base64"};
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    return decode(text, plain_values);
}

std::string to_hex(BytesView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) text += {hex_digits[byte >> 4], hex_digits[byte & 15u]};
    return text;
}

Result<Bytes> from_hex(std::string_view text) {
    const Failure wrong{Problem::malformed, "not lower-case hex"};
    if (text.size() % 2 != 0) return wrong;
    Bytes bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hex_values[static_cast<unsigned char>(text[i])];
        const auto low = hex_values[static_cast<unsigned char>(text[i + 1])];
        if (high == invalid || low == invalid) return wrong;
        bytes += static_cast<unsigned char>(high * 16 + low);
    }
    return bytes;
}
}  // namespace vorab::core
