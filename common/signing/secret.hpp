#pragma once
// Bytes that are wiped when they go out of use: keys, shared secrets, opened plaintext. Moves, never copies.
#include <utility>

#include "common/core/encoding.hpp"

namespace vorab::signing {

class SecretBytes {
  public:
    SecretBytes() = default;
    explicit SecretBytes(std::size_t size) : bytes_(size, 0) {}
    explicit SecretBytes(core::Bytes bytes) : bytes_(std::move(bytes)) {}
    SecretBytes(SecretBytes&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    ~SecretBytes();

    unsigned char* data() { return bytes_.data(); }
    std::size_t size() const { return bytes_.size(); }
    core::BytesView view() const { return bytes_; }
    std::string_view text() const { return core::text_of(bytes_); }
    void shrink(std::size_t size);  ///< to `size`, wiping what is cut off

  private:
    core::Bytes bytes_;
};
}  // namespace vorab::signing
