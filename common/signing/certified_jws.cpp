#include "common/signing/certified_jws.hpp"

#include <optional>

namespace vorab::signing {

core::Result<CertifiedJws> verify_certified(std::string_view token, std::string_view typ, std::size_t largest,
                                            const ChainVerifier& trusted, core::Timestamp now) {
    std::optional<VerifiedCertificate> signer;
    const auto key_of_chain = [&](const boost::json::object& header) -> core::Result<PublicKey> {
        const auto certificate = trusted.verify(header.at("x5c").as_array(), now);
        if (!certificate) return certificate.error();
        signer = *certificate;
        return certificate->key;
    };
    const JwsProfile profile{typ, JwsProfile::Key::by_x5c, largest};
    auto verified = verify_compact(token, profile, key_of_chain);
    if (!verified) return verified.error();
    return CertifiedJws{std::move(verified->payload), std::move(*signer)};
}

core::Result<void> check_same_hospital(const VerifiedCertificate& signer, std::string_view hospital) {
    if (!hospital.empty() && signer.organisation == hospital) return {};
    return core::failure(core::Problem::signature_invalid, "signed by another hospital than the mailbox's own");
}
}  // namespace vorab::signing
