#include "common/envelope/members.hpp"

#include <algorithm>

namespace vorab::envelope {
namespace {
constexpr std::size_t widest_character = 4;  // bytes of UTF-8

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }
}  // namespace

bool is_printable(std::string_view text, std::size_t most_characters) {
    return std::none_of(text.begin(), text.end(), is_control) &&
           static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character)) <= most_characters;
}

std::optional<std::string> optional_printable(core::JsonFields& in, const core::PublicText& name, std::size_t least,
                                              std::size_t most) {
    const auto text = in.optional_text(name, most * widest_character);
    if (!text) return std::nullopt;
    if (text->size() < least || !is_printable(*text, most)) {
        in.refuse(name, core::PublicText{"a text of "} + least + " to " + most +
                            " characters without control characters is expected");
    }
    return std::string{*text};
}

std::string printable(core::JsonFields& in, const core::PublicText& name, std::size_t least, std::size_t most) {
    auto text = optional_printable(in, name, least, most);
    if (!text) in.refuse(name, "is missing");
    return text.value_or("");
}

std::optional<core::Timestamp> read_optional_time(core::JsonFields& in, const core::PublicText& name) {
    const auto text = in.optional_text(name);
    if (!text) return std::nullopt;
    const auto time = core::parse_rfc3339(*text);
    if (!time) in.refuse(name, time.error().detail);
    return time ? *time : core::Timestamp{};
}

core::Timestamp read_time(core::JsonFields& in, const core::PublicText& name) {
    const auto time = read_optional_time(in, name);
    if (!time) in.refuse(name, "is missing");
    return time.value_or(core::Timestamp{});
}
}  // namespace vorab::envelope
