#pragma once
// What a password may be (after NIST SP 800-63B section 3.1.1.2): long, of any characters, and none that everybody
// tries first. No rule about kinds of characters, no expiry.
#include <string_view>

#include "common/core/result.hpp"

namespace vorab::hospital_server::people {

inline constexpr std::size_t shortest_password = 12;   ///< characters, not bytes
inline constexpr std::size_t longest_password = 1000;  ///< bytes

/// schema_violation, whose detail says what to do. `user_name` is whose password it will be.
core::Result<void> check_new_password(std::string_view password, std::string_view user_name);

}  // namespace vorab::hospital_server::people
