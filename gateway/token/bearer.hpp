#pragma once
// Who sends: the bearer token of a request (RFC 6750), held against what the directory says of that client now.
#include "common/http/message.hpp"
#include "gateway/mailboxes/directory.hpp"
#include "gateway/token/issuer.hpp"

namespace vorab::gateway {

/// unauthenticated: no token, not ours, expired, or the client is disabled or gone although its token lives on.
core::Result<Sender> sender_of(const http::Request& request, TokenIssuer& issuer, const Picture& picture);

}  // namespace vorab::gateway
