#pragma once
// Keys with which others sign tokens for us: an OpenID Connect provider's. They choose from what RFC 7518 offers, and
// most sign with RSA of 2048 bits, which nothing of ours does; such a token is looked at once and forgotten.
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "common/signing/keys.hpp"

namespace vorab::signing {

class TokenKey {
  public:
    /// RFC 7517. A key for encryption, a private one and a short one are refused.
    static core::Result<TokenKey> from_jwk(const boost::json::object& jwk);

    const std::string& id() const { return id_; }  ///< `kid`; may be empty

    /// Whether `signature` is over `input` by the algorithm `alg`, and the key is one for it: RS256 and PS256 for RSA,
    /// ES256, ES384 and EdDSA for the key of that kind. Never `none`, never a secret's (HS256).
    bool verifies(std::string_view alg, core::BytesView input, core::BytesView signature) const;

  private:
    TokenKey() = default;
    std::string id_;
    std::string only_;  ///< the JWK's `alg`, where it has one
    KeyHandle handle_;
    bool rsa_ = false;
};
}  // namespace vorab::signing
