#pragma once
// POST /oauth2/token: client credentials (RFC 6749 section 4.4), with client_secret_basic or private_key_jwt (RFC
// 7523).
#include "common/http/message.hpp"
#include "gateway/audit.hpp"
#include "gateway/mailboxes/directory.hpp"
#include "gateway/token/issuer.hpp"

namespace vorab::gateway {

class TokenEndpoint {
  public:
    TokenEndpoint(TokenIssuer& issuer, const Directory& directory, database::Database& database, Audit& audit,
                  const core::Clock& clock);

    async::Task<http::Response> answer(http::Request& request);

  private:
    struct Form;
    async::Task<core::Result<core::ClientId>> authenticate(const http::Request& request, Form form);
    core::Result<core::ClientId> by_secret(std::string_view authorization) const;
    async::Task<core::Result<core::ClientId>> by_assertion(std::string assertion);

    TokenIssuer& issuer_;
    const Directory& directory_;
    database::Database& database_;
    Audit& audit_;
    const core::Clock& clock_;
};
}  // namespace vorab::gateway
