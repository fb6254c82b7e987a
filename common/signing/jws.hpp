#pragma once
// JWS in compact form (RFC 7515) and, with it, signed JWTs. The algorithm is fixed by the key: P-256 ES256, P-384
// ES384, Ed25519 EdDSA; there is no other (no `none`, no HMAC, no RSA).
#include <functional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "common/signing/keys.hpp"

namespace vorab::signing {

/// `header` holds all but `alg`. Throws std::logic_error for a key that cannot sign.
std::string sign_compact(boost::json::object header, std::string_view payload, const PrivateKey& key);

/// What one kind of token looks like, so that no kind can stand in for another (RFC 8725 section 3.11).
struct JwsProfile {
    std::string_view typ;
    enum class Key { by_kid, by_x5c } key = Key::by_kid;  ///< the header must carry that member, and not the other
    std::size_t largest = 16 * 1024;                      ///< bytes of the whole token
    /// For private_key_jwt alone (RFC 7523 asks for neither `typ` nor `kid`): no `typ`, "JWT" or
    /// "client-authentication+jwt" (RFC 7523bis) will do, and `kid` may be absent. `typ` above is ignored.
    bool generic_jwt = false;
};

struct VerifiedJws {
    boost::json::object header;
    std::string payload;
};

/// Finds the key that must have signed, from the header (its form is checked, nothing in it is trusted yet).
using KeyLookup = std::function<core::Result<PublicKey>(const boost::json::object& header)>;

/// Problems: too_large, malformed, algorithm_refused, signature_invalid, and whatever `lookup` answers.
core::Result<VerifiedJws> verify_compact(std::string_view token, const JwsProfile& profile, const KeyLookup& lookup);

}  // namespace vorab::signing
