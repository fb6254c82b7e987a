#include "common/sealing/attachment.hpp"

#include <stdexcept>

#include "common/core/random.hpp"
#include "common/sealing/gcm.hpp"

namespace vorab::sealing {
namespace {
using core::Bytes;
using core::BytesView;
using core::Failure;
using core::Problem;

constexpr std::size_t prefix_size = 7;

/// nonce_prefix || index, big-endian || 01 for the last chunk
Bytes nonce(const AttachmentKey& key, std::uint32_t index, bool last) {
    Bytes result = key.nonce_prefix;
    for (int shift = 24; shift >= 0; shift -= 8) result += static_cast<unsigned char>((index >> shift) & 0xffu);
    result += static_cast<unsigned char>(last ? 1 : 0);
    return result;
}

bool has_sizes(const AttachmentKey& key) {
    return key.key.size() == gcm::key_size && key.nonce_prefix.size() == prefix_size;
}
}  // namespace

AttachmentKey new_attachment_key() {
    return {signing::SecretBytes{core::random_bytes(gcm::key_size)}, core::random_bytes(prefix_size)};
}

core::Result<std::uint32_t> chunk_count(std::uint64_t size, std::uint64_t chunk_size) {
    if (chunk_size == 0 || chunk_size > largest_chunk) {
        return Failure{Problem::schema_violation, "chunk_size: 1 byte to 1 MiB"};
    }
    const auto count = size == 0 ? 1 : (size - 1) / chunk_size + 1;
    if (count > most_chunks) return Failure{Problem::too_large, "an attachment has at most 65536 chunks"};
    return static_cast<std::uint32_t>(count);
}

Bytes seal_chunk(const AttachmentKey& key, std::uint32_t index, bool last, BytesView plain) {
    if (!has_sizes(key) || index >= most_chunks || plain.size() > largest_chunk) {
        throw std::logic_error("a chunk beyond the limits of attachments");
    }
    Bytes sealed(plain.size(), 0);
    const auto tag = gcm::seal(key.key.view(), nonce(key, index, last), {}, plain, sealed.data());
    return sealed + tag;
}

core::Result<Bytes> open_chunk(const AttachmentKey& key, std::uint32_t index, bool last, BytesView sealed) {
    const Failure not_opened{Problem::envelope_not_opened,
                             "the chunk does not open: changed, cut off, or out of its place"};
    if (!has_sizes(key) || index >= most_chunks || sealed.size() < chunk_tag ||
        sealed.size() > largest_chunk + chunk_tag) {
        return not_opened;
    }
    const auto ciphertext = sealed.substr(0, sealed.size() - chunk_tag);
    Bytes plain(ciphertext.size(), 0);
    const auto tag = sealed.substr(ciphertext.size());
    if (!gcm::open(key.key.view(), nonce(key, index, last), {}, ciphertext, tag, plain.data())) return not_opened;
    return plain;
}
}  // namespace vorab::sealing
