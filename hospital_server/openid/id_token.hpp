#pragma once
// The provider's word for who has signed in (OpenID Connect Core 1.0 section 3.1.3.7). Pure: keys and time are given.
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/signing/token_key.hpp"

namespace vorab::hospital_server::openid {

/// A JWK set (RFC 7517 section 5). Keys that are not for signatures, or of kinds that we do not take, are passed over.
class KeySet {
  public:
    KeySet() = default;
    static core::Result<KeySet> parse(const boost::json::object& jwks);

    bool knows(std::string_view kid) const;
    /// By the key of that name; by any where the token names none.
    bool verifies(std::string_view kid, std::string_view alg, core::BytesView input, core::BytesView signature) const;

  private:
    std::vector<signing::TokenKey> keys_;
};

struct Expected {
    std::string issuer;
    std::string client_id;
    std::string nonce;
};

/// `kid` of the token's header; nothing is verified yet. unauthenticated for what is no token.
core::Result<std::string> key_of(std::string_view token);

/// The claims. unauthenticated: not signed by one of `keys`, of another issuer, for somebody else, for another sign-in
/// than the one that has this nonce, expired, or from the future.
core::Result<boost::json::object> verify_id_token(std::string_view token, const KeySet& keys, const Expected& expected,
                                                  core::Timestamp now);

}  // namespace vorab::hospital_server::openid
