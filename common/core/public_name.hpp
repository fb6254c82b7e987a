#pragma once
// The public name of something that may be absent: for audit rows.
#include <optional>
#include <string>

#include "common/core/public_text.hpp"

namespace vorab::core {

template <class Named>
std::optional<std::string> public_name(const std::optional<Named>& value) {
    if (!value) return std::nullopt;
    return public_text(*value).str();
}
}  // namespace vorab::core
