#pragma once
// How the content key of a JWE is agreed on, wrapped and transported (RFC 7518 sections 4.3 to 4.6). For jwe.cpp.
#include <optional>

#include <boost/json/object.hpp>

#include "common/signing/keys.hpp"
#include "common/signing/secret.hpp"

namespace vorab::sealing {

using signing::SecretBytes;

/// The key that ECDH-ES derives for `algorithm`: the name of alg where it wraps, of enc where it is the content key.
/// `peer` may be fresh from a message: nothing when it is of another curve, not on it, or of low order.
std::optional<SecretBytes> agree(const signing::PrivateKey& own, const boost::json::object& peer,
                                 std::string_view algorithm);

/// AES key wrap (RFC 3394) with a 256-bit key.
core::Bytes wrap(core::BytesView wrapping_key, core::BytesView content_key);
std::optional<SecretBytes> unwrap(core::BytesView wrapping_key, core::BytesView wrapped);

/// RSAES-OAEP with SHA-256 and MGF1-SHA-256 (RFC 8017).
core::Bytes encrypt_oaep(const signing::PublicKey& recipient, core::BytesView content_key);
/// Always answers with 32 bytes: random ones where the padding was wrong, so that nobody can tell (RFC 7516 11.5).
SecretBytes decrypt_oaep(const signing::PrivateKey& own, core::BytesView encrypted);

}  // namespace vorab::sealing
