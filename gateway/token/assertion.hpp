#pragma once
// What a client says of itself with private_key_jwt (RFC 7523 section 3): a short JWT that it signed with its own key.
#include <optional>
#include <string>
#include <string_view>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/signing/keys.hpp"

namespace vorab::gateway {

struct Assertion {
    core::ClientId client;
    std::string jti;
    std::int64_t begins = 0;   ///< the later of `iat` and `nbf`, where they stand
    std::int64_t expires = 0;  ///< at most five minutes from now
};

/// Who it claims to be from, before anything is verified.
std::optional<core::ClientId> claimed_by(std::string_view assertion);

/// unauthenticated unless `key` has signed it, it is for `issuer` alone (no list, no other address: RFC 7523bis) and it
/// holds now. Whether it was used before is for the caller to find out. The failure of one that `key` has signed says
/// what is wrong with it.
core::Result<Assertion> verify_assertion(std::string_view assertion, const signing::PublicKey& key,
                                         std::string_view issuer, core::Timestamp now);

}  // namespace vorab::gateway
