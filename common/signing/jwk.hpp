#pragma once
// Keys as JSON (RFC 7517, RFC 7518 section 6, RFC 8037) and their thumbprint (RFC 7638). For keys.cpp.
#include <string>

#include <boost/json/object.hpp>

#include "common/signing/keys.hpp"
#include "common/signing/secret.hpp"

namespace vorab::signing {

/// The required public members alone.
boost::json::object public_jwk(KeyType type, const KeyHandle& handle);

/// The member `d`; EC and OKP only.
SecretBytes private_scalar(KeyType type, const KeyHandle& handle);

core::Result<KeyHandle> handle_from_jwk(const boost::json::object& jwk, bool with_private);

/// `use` and `key_ops` (RFC 7517 sections 4.2 and 4.3), where present.
bool permits(const boost::json::object& jwk, Purpose purpose);

std::string thumbprint_of(const boost::json::object& public_jwk);

}  // namespace vorab::signing
