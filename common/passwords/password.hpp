#pragma once
// Passwords by libsodium's Argon2id. Both calls take tens of milliseconds and 64 MiB: on a pool thread only.
#include <chrono>
#include <string>

#include "common/core/sensitive.hpp"

namespace vorab::passwords {

std::string hash_password(const core::Sensitive<std::string>& password);
bool password_matches(const std::string& hash, const core::Sensitive<std::string>& password);

/// A hash that nobody's password has: checking it takes as long as checking a real one, so that an unknown user cannot
/// be told from a wrong password by time.
const std::string& nobodys_hash();

/// How long to wait after so many wrong passwords in a row: not at all for a few, then doubling, five minutes at most.
std::chrono::seconds pause_after(std::int64_t failures);

}  // namespace vorab::passwords
