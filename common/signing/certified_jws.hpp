#pragma once
// A JWS whose signer shows its certificates in `x5c`: the hospital's receipts, statements and answers are of this kind.
#include <string>
#include <string_view>

#include "common/signing/chain.hpp"
#include "common/signing/jws.hpp"

namespace vorab::signing {

struct CertifiedJws {
    std::string payload;
    VerifiedCertificate signer;
};

/// Problems are those of verify_compact() and of the chain.
core::Result<CertifiedJws> verify_certified(std::string_view token, std::string_view typ, std::size_t largest,
                                            const ChainVerifier& trusted, core::Timestamp now);

/// One authority vouches for many hospitals. What is said about a mailbox counts only from the hospital that the
/// mailbox's own certificate names: subject O of both. signature_invalid otherwise, also when either names nobody.
core::Result<void> check_same_hospital(const VerifiedCertificate& signer, std::string_view hospital);

}  // namespace vorab::signing
