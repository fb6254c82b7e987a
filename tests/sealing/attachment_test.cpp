#include "common/sealing/attachment.hpp"

#include "common/signing/hash.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using core::Bytes;
using core::Problem;
using sealing::AttachmentKey;

namespace {
AttachmentKey fixed_key() { return {signing::SecretBytes{Bytes(32, 7)}, Bytes(7, 9)}; }

std::vector<Bytes> sealed_chunks(const AttachmentKey& key, std::size_t size, std::size_t chunk_size) {
    const auto count = *sealing::chunk_count(size, chunk_size);
    std::vector<Bytes> chunks;
    for (std::uint32_t i = 0; i < count; ++i) {
        const bool last = i + 1 == count;
        const auto length = last ? size - i * chunk_size : chunk_size;
        chunks.push_back(sealing::seal_chunk(key, i, last, Bytes(length, static_cast<unsigned char>(i))));
    }
    return chunks;
}

/// As the hospital does: all chunks in order, the last one marked.
std::optional<std::size_t> open_all(const AttachmentKey& key, const std::vector<Bytes>& chunks) {
    std::size_t size = 0;
    for (std::uint32_t i = 0; i < chunks.size(); ++i) {
        const auto plain = sealing::open_chunk(key, i, i + 1 == chunks.size(), chunks[i]);
        if (!plain) return std::nullopt;
        size += plain->size();
    }
    return chunks.empty() ? std::nullopt : std::optional{size};
}
}  // namespace

TEST_CASE("the number of chunks follows from the sizes, within limits") {
    CHECK(*sealing::chunk_count(0, 1024) == 1);
    CHECK(*sealing::chunk_count(1024, 1024) == 1);
    CHECK(*sealing::chunk_count(1025, 1024) == 2);
    CHECK(*sealing::chunk_count(65'536, 1) == 65'536);
    CHECK(sealing::chunk_count(65'537, 1).error().problem == Problem::too_large);
    CHECK(sealing::chunk_count(~std::uint64_t{0}, 1024).error().problem == Problem::too_large);
    CHECK(sealing::chunk_count(1, 0).error().problem == Problem::schema_violation);
    CHECK(sealing::chunk_count(1, 1024 * 1024 + 1).error().problem == Problem::schema_violation);
}

TEST_CASE("attachments of every awkward length come back whole") {
    const auto key = sealing::new_attachment_key();
    for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 128u, 1000u, 64u * 257u}) {
        INFO(size);
        CHECK(open_all(key, sealed_chunks(key, size, 64)) == size);
    }
    const auto large = sealing::seal_chunk(key, 65'535, true, Bytes(sealing::largest_chunk, 1));
    CHECK(sealing::open_chunk(key, 65'535, true, large)->size() == sealing::largest_chunk);
}

TEST_CASE("a chunk is laid out as the contract says, so that others can make one") {
    // Computed with Python's cryptography: nonce 09*7 || 00000102 || 01.
    const auto sealed = sealing::seal_chunk(fixed_key(), 0x102, true, core::bytes_of("ECG"));
    CHECK(core::to_hex(sealed) == "e88378c0e586156678d54291a338e0aaa0d20e");
}

TEST_CASE("an attachment cannot be cut, re-ordered, mixed or lengthened") {
    const auto key = sealing::new_attachment_key();
    const auto good = sealed_chunks(key, 200, 64);
    REQUIRE(good.size() == 4);
    REQUIRE(open_all(key, good));
    const auto refused = [&](const std::vector<Bytes>& chunks) { return !open_all(key, chunks); };
    auto chunks = good;
    SECTION("nothing at all") { CHECK(refused({})); }
    SECTION("no final chunk") {
        chunks.pop_back();
        CHECK(refused(chunks));
    }
    SECTION("two final chunks") {
        chunks.push_back(good.back());
        CHECK(refused(chunks));
    }
    SECTION("an empty final chunk after the last") {
        chunks.push_back(sealing::seal_chunk(key, 4, true, {}));
        CHECK(refused(chunks));
    }
    SECTION("a chunk is missing") {
        chunks.erase(chunks.begin() + 1);
        CHECK(refused(chunks));
    }
    SECTION("two chunks are swapped") {
        std::swap(chunks[0], chunks[1]);
        CHECK(refused(chunks));
    }
    SECTION("a chunk stands twice") {
        chunks[1] = chunks[0];
        CHECK(refused(chunks));
    }
    SECTION("a chunk of another attachment") {
        chunks[1] = sealed_chunks(sealing::new_attachment_key(), 200, 64)[1];
        CHECK(refused(chunks));
    }
    SECTION("same key, other prefix") {
        const AttachmentKey other{signing::SecretBytes{Bytes{key.key.view()}}, Bytes(7, 0)};
        chunks[1] = sealing::seal_chunk(other, 1, false, Bytes(64, 1));
        CHECK(refused(chunks));
    }
    SECTION("trailing bytes") {
        chunks.back().push_back(0);
        CHECK(refused(chunks));
    }
    SECTION("a truncated chunk") {
        chunks.back().pop_back();
        CHECK(refused(chunks));
    }
    SECTION("shorter than a tag") {
        chunks.back().resize(15);
        CHECK(refused(chunks));
    }
    SECTION("one bit in the second chunk's tag") {
        chunks[1].back() ^= 1;
        CHECK(refused(chunks));
    }
    SECTION("one bit of content") {
        chunks[2].front() ^= 1;
        CHECK(refused(chunks));
    }
}

TEST_CASE("beyond the limits nothing is sealed and nothing opens") {
    const auto key = sealing::new_attachment_key();
    CHECK_THROWS_AS(sealing::seal_chunk(key, 65'536, true, {}), std::logic_error);
    CHECK_THROWS_AS(sealing::seal_chunk(key, 0, true, Bytes(sealing::largest_chunk + 1, 0)), std::logic_error);
    CHECK_FALSE(sealing::open_chunk(key, 65'536, true, Bytes(16, 0)));
    CHECK_FALSE(sealing::open_chunk(key, 0, true, Bytes(sealing::largest_chunk + 17, 0)));
    const AttachmentKey short_key{signing::SecretBytes{Bytes(16, 0)}, Bytes(7, 0)};
    CHECK_FALSE(sealing::open_chunk(short_key, 0, true, Bytes(16, 0)));
}

TEST_CASE("the digest of the whole ciphertext is that of its chunks in order") {
    const auto key = fixed_key();
    signing::Sha256 digest;
    Bytes whole;
    for (const auto& chunk : sealed_chunks(key, 200, 64)) {
        digest.update(chunk);
        whole += chunk;
    }
    CHECK(digest.finish() == signing::sha256(whole));
}
