#include "hospital_server/directory/escape.hpp"

#include "common/core/encoding.hpp"

namespace vorab::hospital_server::directory {
namespace {
std::string hex_of(char c) { return "\\" + core::to_hex(core::bytes_of(std::string_view{&c, 1})); }
}  // namespace

std::string escaped_in_filter(std::string_view value) {
    std::string escaped;
    for (const char c : value) {
        const bool special = c == '*' || c == '(' || c == ')' || c == '\\' || c == '\0';
        escaped += special ? hex_of(c) : std::string(1, c);
    }
    return escaped;
}

std::string escaped_in_dn(std::string_view value) {
    std::string escaped;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        const bool edge = (c == ' ' && (at == 0 || at + 1 == value.size())) || (c == '#' && at == 0);
        const bool special = std::string_view{"\"+,;<=>\\"}.find(c) != std::string_view::npos;
        escaped += edge || special || c == '\0' ? hex_of(c) : std::string(1, c);
    }
    return escaped;
}

std::string filled(std::string text, std::string_view name, std::string_view value) {
    const std::string hole = "{" + std::string{name} + "}";
    for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole, at + value.size()))
        text.replace(at, hole.size(), value);
    return text;
}
}  // namespace vorab::hospital_server::directory
