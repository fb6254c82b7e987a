#pragma once
// Signatures in the form JOSE gives them (RFC 7518 section 3.4, RFC 8037 section 3.1): r || s for ECDSA.
#include "common/signing/keys.hpp"

namespace vorab::signing {

/// The one algorithm of a key, by its JOSE name: "ES256". algorithm_refused for X25519 and RSA.
core::Result<core::PublicText> signature_algorithm(KeyType type);

/// For a key that has such an algorithm.
core::Bytes sign(core::BytesView input, const PrivateKey& key);
bool verify(core::BytesView input, core::BytesView signature, const PublicKey& key);

}  // namespace vorab::signing
