#include "common/http/target.hpp"

#include <algorithm>

#include "common/http/text.hpp"

namespace vorab::http {
namespace {
const core::Failure refused{core::Problem::malformed, "the target is not one this server takes"};

bool may_stand_raw(char letter) {
    static constexpr std::string_view never = "\\#<>\"";
    return letter > 0x20 && letter < 0x7f && never.find(letter) == std::string_view::npos;
}

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; }

bool is_honest_segment(std::string_view raw, const std::string& decoded) {
    return decoded != "." && decoded != ".." && decoded.find_first_of("/\\") == std::string::npos &&
           std::ranges::none_of(decoded, is_control) && !raw.empty();
}

/// Decodes segment by segment, so that an encoded '/' cannot make a new one. Only the last segment may be empty.
std::optional<std::string> decoded_path(std::string_view raw) {
    std::string path;
    while (!raw.empty()) {
        raw.remove_prefix(1);  // '/'
        const auto segment = raw.substr(0, raw.find('/'));
        raw.remove_prefix(segment.size());
        const auto decoded = percent_decoded(segment, false);
        const bool trailing_slash = segment.empty() && raw.empty();
        if (!decoded || !(trailing_slash || is_honest_segment(segment, *decoded))) return std::nullopt;
        path.append("/").append(*decoded);
    }
    return path;
}

bool add_parameter(std::string_view raw, Target& target) {
    const auto equals = raw.find('=');
    auto name = percent_decoded(raw.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::optional<std::string>{""}
                                                  : percent_decoded(raw.substr(equals + 1), true);
    if (!name || !value || name->find('\0') != std::string::npos || value->find('\0') != std::string::npos)
        return false;
    target.query.emplace_back(std::move(*name), std::move(*value));
    return true;
}
}  // namespace

core::Result<Target> parse_target(std::string_view raw) {
    if (!raw.starts_with('/') || !std::ranges::all_of(raw, may_stand_raw)) return refused;
    const auto mark = raw.find('?');
    auto path = decoded_path(raw.substr(0, mark));
    if (!path) return refused;
    Target target{std::move(*path), {}};
    std::string_view rest = mark == std::string_view::npos ? std::string_view{} : raw.substr(mark + 1);
    while (!rest.empty()) {
        const auto parameter = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
        if (!parameter.empty() && !add_parameter(parameter, target)) return refused;
    }
    return target;
}
}  // namespace vorab::http
