#pragma once
// AES-256-GCM (NIST SP 800-38D), one message at a time: 12-byte nonce, 16-byte tag.
#include "common/core/encoding.hpp"

namespace vorab::sealing::gcm {

inline constexpr std::size_t key_size = 32;
inline constexpr std::size_t nonce_size = 12;
inline constexpr std::size_t tag_size = 16;

/// `output` has room for `plain.size()` bytes; the tag is the return value.
core::Bytes seal(core::BytesView key, core::BytesView nonce, core::BytesView associated, core::BytesView plain,
                 unsigned char* output);

/// `output` has room for `sealed.size()` bytes and holds nothing to be used when this answers false.
bool open(core::BytesView key, core::BytesView nonce, core::BytesView associated, core::BytesView sealed,
          core::BytesView tag, unsigned char* output);

}  // namespace vorab::sealing::gcm
