#pragma once
// Bytes as text and back: base64url without padding (RFC 7515 section 2), base64 (RFC 4648), hex.
// Decoding is strict: alphabet only, no white space, no padding in base64url, unused bits zero. One text for one value.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/core/result.hpp"

namespace vorab::core {

using Bytes = std::basic_string<unsigned char>;
using BytesView = std::basic_string_view<unsigned char>;

inline BytesView bytes_of(std::string_view text) {
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}
inline std::string_view text_of(BytesView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string to_base64url(BytesView bytes);
Result<Bytes> from_base64url(std::string_view text);

std::string to_base64(BytesView bytes);
void append_base64(std::string& text, BytesView bytes);  ///< for large documents: no second copy
Result<Bytes> from_base64(std::string_view text);

std::string to_hex(BytesView bytes);
Result<Bytes> from_hex(std::string_view text);

}  // namespace vorab::core
