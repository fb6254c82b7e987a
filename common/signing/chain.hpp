#pragma once
// Certificates: chains as `x5c` carries them (RFC 7515 section 4.1.6), verified up to roots that the operator named.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>

#include "common/core/clock.hpp"
#include "common/signing/keys.hpp"

namespace vorab::signing {

struct VerifiedCertificate {
    PublicKey key;
    std::string organisation;    ///< subject O; may be empty
    std::string common_name;     ///< subject CN; may be empty
    std::string fingerprint;     ///< SHA-256 of the certificate, hex: names it in an audit
    core::Timestamp not_before;  ///< of the whole chain: the latest begin ...
    core::Timestamp not_after;   ///< ... and the earliest end
};

/// Verifies chains against one set of roots and one purpose; remembers the last few hundred by the digest of their
/// bytes. May be used from several threads. To change the roots, make a new one.
class ChainVerifier {
  public:
    /// `roots`: one or more certificates, PEM. Only these are trusted; each may also be an intermediate.
    static core::Result<ChainVerifier> from_pem(std::string_view roots, Purpose purpose);
    static core::Result<ChainVerifier> from_pem_file(const std::filesystem::path& roots, Purpose purpose);
    ChainVerifier(ChainVerifier&&) noexcept;
    ChainVerifier& operator=(ChainVerifier&&) noexcept;
    ~ChainVerifier();

    /// Own certificate first. Every refusal is signature_invalid; its detail says whether the chain is unknown, not
    /// valid now, or not made for this purpose. At most 5 certificates of 8 KiB.
    core::Result<VerifiedCertificate> verify(const boost::json::array& x5c, core::Timestamp now) const;

  private:
    struct State;
    explicit ChainVerifier(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A PEM file's certificates in their order, as the member `x5c` wants them.
core::Result<boost::json::array> x5c_from_pem(std::string_view pem);
core::Result<boost::json::array> x5c_from_pem_file(const std::filesystem::path& path);

/// Subject CN of the first certificate, as an operator hands it to us: nothing is verified.
core::Result<std::string> common_name_from_pem(std::string_view pem);

}  // namespace vorab::signing
