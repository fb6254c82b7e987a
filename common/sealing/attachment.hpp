#pragma once
// Attachments, chunk by chunk: AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015). A
// chunk cannot be dropped, swapped or truncated unnoticed. The digest of the whole ciphertext is signing::Sha256 over
// the sealed chunks in order.
#include <cstdint>

#include "common/core/encoding.hpp"
#include "common/core/result.hpp"
#include "common/signing/secret.hpp"

namespace vorab::sealing {

inline constexpr std::size_t largest_chunk = 1024 * 1024;  ///< plain bytes
inline constexpr std::uint32_t most_chunks = 65'536;       ///< of one attachment
inline constexpr std::size_t chunk_tag = 16;               ///< a sealed chunk is longer by this

struct AttachmentKey {
    signing::SecretBytes key;  ///< 32 bytes, for this attachment alone
    core::Bytes nonce_prefix;  ///< 7 bytes
};

AttachmentKey new_attachment_key();

/// An empty attachment is one empty chunk. too_large beyond most_chunks; schema_violation for a chunk size of 0 or
/// beyond largest_chunk.
core::Result<std::uint32_t> chunk_count(std::uint64_t size, std::uint64_t chunk_size);

/// Throws std::logic_error beyond the limits above.
core::Bytes seal_chunk(const AttachmentKey& key, std::uint32_t index, bool last, core::BytesView plain);

/// Every refusal is envelope_not_opened.
core::Result<core::Bytes> open_chunk(const AttachmentKey& key, std::uint32_t index, bool last, core::BytesView sealed);

}  // namespace vorab::sealing
