#pragma once
// Keys of the arrival board. The hospital makes a board key pair and a licence key. From the licence key the browser
// derives a proof (shown to the gateway) and a wrapping key (never shown): so the gateway hands out the board's private
// key without being able to use it.
#include <string>
#include <string_view>

#include "common/core/result.hpp"
#include "common/envelope/arrival.hpp"
#include "common/signing/keys.hpp"
#include "common/signing/secret.hpp"

namespace vorab::sealing {

/// "c2BdX-wlmny-NEiQA-t9vWT": 20 characters of base62 (119 bits) in four groups.
class LicenceKey {
  public:
    static LicenceKey generate();
    static core::Result<LicenceKey> parse(std::string_view text);  ///< exactly that form, dashes included

    const std::string& reveal() const { return text_; }
    /// HKDF-SHA-256, 32 bytes: input key the 20 characters without dashes (ASCII), salt "vorab-board-v1", info "proof".
    core::Bytes proof() const;
    /// The same with info "wrap".
    signing::SecretBytes wrapping_key() const;

  private:
    explicit LicenceKey(std::string text) : text_(std::move(text)) {}
    signing::SecretBytes derive(std::string_view info) const;
    std::string text_;
};

inline constexpr std::string_view board_key_typ = "vorab-board-key";
inline constexpr std::string_view arrival_typ = "vorab-arrival";

/// JWE compact (`dir`, A256GCM) of the private JWK; `kid` is the board key's thumbprint.
std::string wrap_board_key(const signing::PrivateKey& board, const LicenceKey& licence);
core::Result<signing::PrivateKey> unwrap_board_key(std::string_view wrapped, const LicenceKey& licence);

/// JWE compact (`ECDH-ES`, P-256, A256GCM), at most 2 KiB: what the slip's member `board` holds. algorithm_refused for
/// a key that is not P-256; too_large.
core::Result<std::string> seal_arrival(const envelope::Arrival& arrival, const signing::PublicKey& board);
core::Result<envelope::Arrival> open_arrival(std::string_view sealed, const signing::PrivateKey& board);

}  // namespace vorab::sealing
