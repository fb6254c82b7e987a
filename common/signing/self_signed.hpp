#pragma once
// A certificate that vouches for itself: for a process that must show one to nobody but itself.
#include <string>

#include "common/core/clock.hpp"
#include "common/signing/keys.hpp"

namespace vorab::signing {

/// PEM; valid for `lifetime` and from a minute ago, made for signatures. Trusted by a ChainVerifier that was given it
/// as its root, and by no other.
std::string self_signed_pem(const PrivateKey& key, core::PublicText common_name, core::Timestamp now,
                            std::chrono::seconds lifetime);

}  // namespace vorab::signing
