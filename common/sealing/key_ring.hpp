#pragma once
// The hospital's private keys for envelopes. Two may be valid at once, so that rotation has no gap.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/core/clock.hpp"
#include "common/envelope/envelope.hpp"
#include "common/signing/keys.hpp"

namespace vorab::sealing {

/// The one algorithm of a key: P-256, P-384 and X25519 agree on a key (ECDH-ES+A256KW), RSA transports it
/// (RSA-OAEP-256). algorithm_refused for Ed25519.
core::Result<envelope::KeyAlgorithm> key_algorithm(signing::KeyType type);

class KeyRing {
  public:
    /// Found by its thumbprint from now on; after `use_until` it opens nothing more.
    core::Result<void> add(signing::PrivateKey key, std::optional<core::Timestamp> use_until = {});

    /// unknown_key: not one of ours, or outdated (the detail says which). algorithm_refused: not this key's algorithm.
    core::Result<signing::PrivateKey> find(const std::string& kid, envelope::KeyAlgorithm algorithm,
                                           core::Timestamp now) const;

    /// All that open something at `now`.
    std::vector<signing::PublicKey> public_keys(core::Timestamp now) const;

  private:
    struct Entry {
        signing::PrivateKey key;
        envelope::KeyAlgorithm algorithm;
        std::optional<core::Timestamp> use_until;
    };
    std::map<std::string, Entry, std::less<>> entries_;
};
}  // namespace vorab::sealing
