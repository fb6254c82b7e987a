#pragma once
// Certificate revocation lists (RFC 5280) in a TLS context, for every server that asks its peers for certificates.
#include <filesystem>
#include <optional>

#include <openssl/types.h>

#include "common/core/result.hpp"

namespace vorab::trust {

/// From now on who stands in one of the lists in `file` (PEM) is refused by `context`, and so is who was issued by a CA
/// that has no list there; the CAs must be in the context already. A list that is out of date still counts, as
/// docs/decisions/tls.md says. Returns what is wrong with the file: no lists, or one of a CA that is not trusted here.
std::optional<core::Failure> refuse_revoked(SSL_CTX* context, const std::filesystem::path& file);

}  // namespace vorab::trust
