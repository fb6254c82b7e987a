#pragma once
// Access tokens: signed JWTs of RFC 9068 (`typ` at+jwt, ES256), good for 12 hours (mission G1), RFC 8725 followed.
#include <string>
#include <unordered_map>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/signing/keys.hpp"

namespace vorab::gateway {

/// Who sends: what a verified token says.
struct Sender {
    core::ClientId client;
    core::Timestamp expires_at;
};

class TokenIssuer {
  public:
    TokenIssuer(std::string issuer, signing::PrivateKey key, std::chrono::seconds lifetime, const core::Clock& clock);

    std::string issue(const core::ClientId& client) const;

    /// unauthenticated for everything that is not exactly a token of ours that holds now. A token that was verified
    /// once is remembered by its hash until it expires: an ambulance uses one token for hours.
    core::Result<Sender> verify(std::string_view token);

    std::string jwks() const;      ///< RFC 7517
    std::string metadata() const;  ///< RFC 8414

    const std::string& issuer() const { return issuer_; }
    std::chrono::seconds lifetime() const { return lifetime_; }

  private:
    core::Result<Sender> verify_afresh(std::string_view token) const;
    std::string issuer_;
    signing::PrivateKey key_;
    std::chrono::seconds lifetime_;
    const core::Clock& clock_;
    std::unordered_map<std::string, Sender> verified_;  ///< by SHA-256
};
}  // namespace vorab::gateway
