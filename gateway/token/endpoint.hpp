#pragma once
// POST /oauth2/token: client credentials (RFC 6749 section 4.4), with client_secret_basic or private_key_jwt (RFC
// 7523).
#include "common/http/message.hpp"
#include "gateway/audit.hpp"
#include "gateway/mailboxes/directory.hpp"
#include "gateway/token/issuer.hpp"
#include "gateway/token/throttle.hpp"

namespace vorab::gateway {

class TokenEndpoint {
  public:
    TokenEndpoint(TokenIssuer& issuer, const Directory& directory, database::Database& database, Audit& audit,
                  const core::Clock& clock, const LimitOptions& limits = {});

    async::Task<http::Response> answer(http::Request& request);

  private:
    struct Form;
    /// Who tried, and whether it proved to be that.
    struct Attempt {
        std::optional<core::ClientId> claimed;  ///< only when there is such a client
        core::Result<core::ClientId> proven;
        Scopes scopes = {};  ///< of the one that was proven
    };
    async::Task<Attempt> authenticate(const http::Request& request, Form form);
    Attempt by_secret(std::string_view authorization) const;
    async::Task<Attempt> by_assertion(std::string assertion);
    async::Task<bool> is_first_use(core::Bytes jti_sha256, core::Timestamp until);
    async::Task<http::Response> refuse(core::Failure why, std::optional<core::ClientId> claimed, http::Peer peer);
    http::Response token_for(const core::ClientId& client, Scopes scopes) const;

    TokenIssuer& issuer_;
    const Directory& directory_;
    database::Database& database_;
    Audit& audit_;
    const core::Clock& clock_;
    Throttle throttle_;
};
}  // namespace vorab::gateway
