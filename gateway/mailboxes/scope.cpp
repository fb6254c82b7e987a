#include "gateway/mailboxes/scope.hpp"

#include <array>
#include <utility>

namespace vorab::gateway {
namespace {
constexpr std::array<std::pair<std::string_view, Scope>, 3> names{
    {{"send", Scope::send}, {"positions", Scope::positions}, {"assignments", Scope::assignments}}};

Scopes named(std::string_view word) {
    for (const auto& [name, scope] : names) {
        if (name == word) return scope;
    }
    return {};
}
}  // namespace

core::Result<Scopes> Scopes::parse(std::string_view words) {
    Scopes all;
    for (;;) {
        const auto space = words.find(' ');
        const Scopes one = named(words.substr(0, space));
        if (one.empty() || one.within(all)) {
            return core::failure(core::Problem::malformed, "scopes are send, positions and assignments");
        }
        all.bits_ = static_cast<std::uint8_t>(all.bits_ | one.bits_);
        if (space == std::string_view::npos) return all;
        words.remove_prefix(space + 1);
    }
}

std::string Scopes::str() const {
    std::string words;
    for (const auto& [name, scope] : names) {
        if (!has(scope)) continue;
        if (!words.empty()) words += ' ';
        words += name;
    }
    return words;
}
}  // namespace vorab::gateway
