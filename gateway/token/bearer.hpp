#pragma once
// Who sends: the bearer token of a request (RFC 6750), held against what the directory says of that client now.
#include "common/http/message.hpp"
#include "gateway/limits/buckets.hpp"
#include "gateway/limits/limits.hpp"
#include "gateway/mailboxes/directory.hpp"
#include "gateway/token/issuer.hpp"

namespace vorab::gateway {

class Bearer {
  public:
    Bearer(TokenIssuer& issuer, const Directory& directory, const LimitOptions& limits);

    /// Once a request. unauthenticated: no token, not ours, expired, revoked, or the client is disabled or gone
    /// although its token lives on; forbidden: not for this scope; too_many_requests: more than a client may send.
    core::Result<Sender> sender_of(const http::Request& request, Scope scope);

    /// For what lasts longer than a request: unauthenticated when the client was disabled or the token revoked since.
    core::Result<void> check_now(const Sender& sender) const;

  private:
    TokenIssuer& issuer_;
    const Directory& directory_;
    Buckets requests_;
};
}  // namespace vorab::gateway
