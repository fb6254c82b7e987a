#pragma once
// What is to be held against a peer's certificate: in the handshake, and later, when it ends or was revoked while the
// connection is open.
#include <ctime>
#include <optional>

#include <openssl/types.h>

#include "common/core/public_text.hpp"

namespace vorab::trust {

/// Why a handshake failed: what was wrong with the peer's certificate, or what the peer found wrong with ours. `error`
/// is the first that OpenSSL had to say of the failure (ERR_peek_error()); 0 where it said none.
core::PublicText handshake_reason(const SSL* connection, unsigned long error);

/// When the first certificate of the chain ends that this peer was let in by (UTC seconds), of a resumed session its
/// own; none where it showed none.
std::optional<std::time_t> first_end(const SSL* connection);

/// Whether `rules`, the context of a server as it is now, would let in the peer that once came over `connection`; if
/// not, why. It must have come by a full handshake: a resumed session has no chain to judge.
std::optional<core::PublicText> objection(const SSL* connection, SSL_CTX* rules);

}  // namespace vorab::trust
