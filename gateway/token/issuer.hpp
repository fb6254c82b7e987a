#pragma once
// Access tokens: signed JWTs of RFC 9068 (`typ` at+jwt, ES256), good for 12 hours (mission G1), RFC 8725 followed.
#include <string>
#include <unordered_map>
#include <vector>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/signing/keys.hpp"
#include "gateway/mailboxes/scope.hpp"

namespace vorab::gateway {

/// Who sends: what a verified token says.
struct Sender {
    core::ClientId client;
    Scopes scopes;
    core::Timestamp issued_at;
    core::Timestamp expires_at;
};

class TokenIssuer {
  public:
    /// The first key signs; the others verify what they signed before, until they are taken out. Throws
    /// std::invalid_argument when there is none.
    TokenIssuer(std::string issuer, std::vector<signing::PrivateKey> keys, std::chrono::seconds lifetime,
                const core::Clock& clock);

    /// Other keys from now on: a token that none of them signed is refused at its next use.
    void use(std::vector<signing::PrivateKey> keys);

    std::string issue(const core::ClientId& client, Scopes scopes = Scope::send) const;

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
    std::vector<signing::PrivateKey> keys_;
    std::chrono::seconds lifetime_;
    const core::Clock& clock_;
    std::unordered_map<std::string, Sender> verified_;  ///< by SHA-256
};
}  // namespace vorab::gateway
