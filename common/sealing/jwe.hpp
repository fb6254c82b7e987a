#pragma once
// JWE sealed and opened (RFC 7516; algorithms of RFC 7518 sections 4.3, 4.5, 4.6, RFC 8037), content always A256GCM.
// Opening has one outward failure, envelope_not_opened, whatever the cryptographic reason.
#include <string_view>

#include <boost/json/object.hpp>

#include "common/envelope/jwe_parts.hpp"
#include "common/signing/keys.hpp"
#include "common/signing/secret.hpp"

namespace vorab::sealing {

using signing::SecretBytes;

/// How the content key is found.
enum class Management {
    ecdh_es_a256kw,  ///< envelopes: agreed key wraps a random content key
    rsa_oaep_256,    ///< envelopes: RSA transports a random content key
    ecdh_es,         ///< arrivals: the agreed key is the content key, no encrypted_key
    direct,          ///< the board's wrapped private key: both sides hold the content key
};

/// Seals for a public key. `header`: all protected members but alg, enc, kid (the key's thumbprint), epk. Throws
/// std::logic_error when key and management do not fit, or for `direct`.
envelope::JweParts seal(Management management, const signing::PublicKey& recipient, boost::json::object header,
                        core::BytesView plaintext);

/// `direct`, with a content key of 32 bytes.
envelope::JweParts seal_direct(core::BytesView content_key, boost::json::object header, core::BytesView plaintext);

/// `header` is the parsed protected header of `parts`; its alg must have been checked to be `management`.
core::Result<SecretBytes> open(Management management, const envelope::JweParts& parts,
                               const boost::json::object& header, const signing::PrivateKey& key);

core::Result<SecretBytes> open_direct(const envelope::JweParts& parts, core::BytesView content_key);

}  // namespace vorab::sealing
