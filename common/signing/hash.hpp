#pragma once
// SHA-256, HMAC (RFC 2104), HKDF (RFC 5869) and comparison in constant time.
#include <memory>

#include "common/core/encoding.hpp"
#include "common/signing/secret.hpp"

namespace vorab::signing {

core::Bytes sha256(core::BytesView bytes);  ///< 32 bytes

/// Of bytes that come piece by piece, e.g. the chunks of an attachment.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(core::BytesView bytes);
    core::Bytes finish();  ///< once

  private:
    struct State;
    std::unique_ptr<State> state_;
};

SecretBytes hkdf_sha256(core::BytesView key, core::BytesView salt, core::BytesView info, std::size_t size);

core::Bytes hmac_sha256(core::BytesView key, core::BytesView message);  ///< RFC 2104; 32 bytes

/// Takes as long for a near miss as for a hit. Lengths are public.
bool equal_in_constant_time(core::BytesView left, core::BytesView right);

}  // namespace vorab::signing
