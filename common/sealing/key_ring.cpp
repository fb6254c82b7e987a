#include "common/sealing/key_ring.hpp"

namespace vorab::sealing {
namespace {
using core::Failure;
using core::Problem;
using core::Result;
}  // namespace

Result<envelope::KeyAlgorithm> key_algorithm(signing::KeyType type) {
    switch (type) {
        case signing::KeyType::p256:
        case signing::KeyType::p384:
        case signing::KeyType::x25519:
            return envelope::KeyAlgorithm::ecdh_es_a256kw;
        case signing::KeyType::rsa:
            return envelope::KeyAlgorithm::rsa_oaep_256;
        case signing::KeyType::ed25519:
            break;
    }
    return Failure{Problem::algorithm_refused, "an Ed25519 key signs, it does not encrypt"};
}

Result<void> KeyRing::add(signing::PrivateKey key, std::optional<core::Timestamp> use_until) {
    const auto algorithm = key_algorithm(key.type());
    if (!algorithm) return algorithm.error();
    const auto kid = key.public_key().thumbprint();
    entries_.insert_or_assign(kid, Entry{std::move(key), *algorithm, use_until});
    return {};
}

Result<signing::PrivateKey> KeyRing::find(const std::string& kid, envelope::KeyAlgorithm algorithm,
                                          core::Timestamp now) const {
    const auto found = entries_.find(kid);
    if (found == entries_.end()) {
        return Failure{Problem::unknown_key, "kid: no key of this hospital; list the mailboxes again"};
    }
    const auto& entry = found->second;
    if (entry.use_until && now > *entry.use_until) {
        return Failure{Problem::unknown_key, "kid: the key is outdated; list the mailboxes again"};
    }
    if (entry.algorithm != algorithm) {
        return Failure{Problem::algorithm_refused, "alg: is not the one algorithm of the key"};
    }
    return entry.key;
}

std::vector<signing::PublicKey> KeyRing::public_keys(core::Timestamp now) const {
    std::vector<signing::PublicKey> keys;
    for (const auto& [kid, entry] : entries_) {
        if (!entry.use_until || now <= *entry.use_until) keys.push_back(entry.key.public_key());
    }
    return keys;
}
}  // namespace vorab::sealing
