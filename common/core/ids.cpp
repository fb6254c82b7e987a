#include "common/core/ids.hpp"

#include <algorithm>

namespace vorab::core::detail {
namespace {
constexpr std::string_view lower_hex = "0123456789abcdef";
constexpr std::string_view lower_alnum = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view name_characters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-";

bool only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}
}  // namespace

bool is_case_id(std::string_view text) { return text.size() == 32 && only(text, lower_hex); }

bool is_mailbox_id(std::string_view text) {
    return text.size() >= 2 && text.size() <= 63 && text.front() != '-' &&
           std::ranges::all_of(text, [](char c) { return c == '-' || lower_alnum.find(c) != std::string_view::npos; });
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : lower_hex.find(text[i]) == std::string_view::npos) return false;
    }
    return true;
}

bool is_name(std::string_view text) { return !text.empty() && text.size() <= 64 && only(text, name_characters); }

}  // namespace vorab::core::detail
