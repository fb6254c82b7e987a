#pragma once
// The outer envelope, read but not opened: this is all the gateway may see (RFC 7516, one profile of it). Everything
// outside the profile is refused here, before any cryptography runs.
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "common/envelope/jwe_parts.hpp"
#include "common/envelope/slip.hpp"

namespace vorab::envelope {

/// How the content key reaches the hospital (RFC 7518 sections 4.3 and 4.6). Which of them a key uses follows from the
/// key's type, never from the message alone.
enum class KeyAlgorithm { ecdh_es_a256kw, rsa_oaep_256 };

core::PublicText public_text(KeyAlgorithm algorithm);  ///< the JOSE name: "ECDH-ES+A256KW"

using AllowedAlgorithms = std::set<KeyAlgorithm>;
const AllowedAlgorithms& all_algorithms();

inline constexpr std::size_t largest_envelope = 3 * 512 * 1024;  ///< 1.5 MiB as received: 1 MiB record, twice base64
inline constexpr std::string_view envelope_typ = "vorab-envelope";

struct Envelope {
    KeyAlgorithm algorithm = KeyAlgorithm::ecdh_es_a256kw;
    std::string kid;                              ///< RFC 7638 thumbprint of the hospital's key
    std::optional<boost::json::object> epk = {};  ///< the ephemeral key of ECDH-ES, form checked, point not yet
    RoutingSlip slip;
    boost::json::object slip_json;  ///< the slip as received, for comparison with the signed one
    JweParts parts;
};

/// Compact or flattened JSON, told apart by content. Problems: too_large, malformed, algorithm_refused,
/// schema_violation (the slip).
core::Result<Envelope> read_envelope(std::string_view body, const AllowedAlgorithms& allowed = all_algorithms());

}  // namespace vorab::envelope
