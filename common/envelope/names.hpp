#pragma once
// The names of an enum's values, in their order, and back.
#include <array>
#include <optional>
#include <string_view>

#include "common/core/public_text.hpp"

namespace vorab::envelope {

template <std::size_t count>
using Names = std::array<core::PublicText, count>;

template <class Enum, std::size_t count>
core::PublicText name_of(Enum value, const Names<count>& names) {
    return names.at(static_cast<std::size_t>(value));
}

template <class Enum, std::size_t count>
std::optional<Enum> named(std::string_view text, const Names<count>& names) {
    for (std::size_t i = 0; i < count; ++i) {
        if (names[i].view() == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}
}  // namespace vorab::envelope
