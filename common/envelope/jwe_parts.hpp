#pragma once
// A JWE taken apart, not opened (RFC 7516 sections 3.1 and 7.2.2). The parts stay base64url text, byte for byte as
// received: the protected header is authenticated in exactly that form.
#include <initializer_list>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "common/core/result.hpp"

namespace vorab::envelope {

struct JweParts {
    std::string protected_text;
    std::string encrypted_key;  ///< empty for ECDH-ES and dir
    std::string iv;
    std::string ciphertext;
    std::string tag;
};

inline constexpr std::size_t largest_header = 8 * 1024;  ///< bytes of the protected header, decoded

/// Five parts between dots.
core::Result<JweParts> read_compact(std::string_view text);

/// One JSON object with exactly protected, encrypted_key, iv, ciphertext, tag: no `aad`, no `unprotected`, no
/// `header`, no `recipients`.
core::Result<JweParts> read_flattened(std::string_view text);

std::string write_compact(const JweParts& parts);
std::string write_flattened(const JweParts& parts);

/// Base64url to strict JSON object, at most largest_header bytes. Refuses `crit`, `zip` and every member that would
/// bring a key or a place to fetch one (jwk, jku, x5u, x5c, x5t...): only `allowed` members may stand there.
core::Result<boost::json::object> read_protected_header(const JweParts& parts,
                                                        std::initializer_list<std::string_view> allowed);

/// The sizes that A256GCM fixes, checked on the text: iv 12 bytes, tag 16 bytes.
core::Result<void> check_gcm_sizes(const JweParts& parts);

}  // namespace vorab::envelope
