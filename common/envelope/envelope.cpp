#include "common/envelope/envelope.hpp"

#include "common/core/encoding.hpp"
#include "common/core/json.hpp"

namespace vorab::envelope {
namespace {
using core::Failure;
using core::Problem;
using core::Result;
using Header = boost::json::object;

constexpr std::size_t thumbprint_text = 43;    // SHA-256 in base64url
constexpr std::size_t wrapped_key_bytes = 40;  // 32 bytes and the 8 of AES key wrap
constexpr std::size_t least_rsa_bytes = 3072 / 8;
constexpr std::size_t most_rsa_bytes = 8192 / 8;

bool has_bytes(std::string_view text, std::size_t count) {
    const auto bytes = core::from_base64url(text);
    return bytes && bytes->size() == count;
}

Result<JweParts> take_apart(std::string_view body) {
    const auto first = body.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && body[first] == '{') return read_flattened(body);
    return read_compact(body);
}

Result<KeyAlgorithm> read_algorithm(const Header& header, const AllowedAlgorithms& allowed) {
    for (const auto algorithm : allowed) {
        if (core::text_member(header, "alg") != public_text(algorithm).view()) continue;
        if (core::text_member(header, "enc") != "A256GCM") {
            return Failure{Problem::algorithm_refused, "enc: only A256GCM is taken"};
        }
        return algorithm;
    }
    return Failure{Problem::algorithm_refused, "alg: only ECDH-ES+A256KW and RSA-OAEP-256 are taken"};
}

/// RFC 7518 section 6.2.1: coordinates have the full width of the curve.
bool is_ephemeral_key(const Header& epk) {
    const auto kty = core::text_member(epk, "kty");
    const auto crv = core::text_member(epk, "crv");
    if (kty == "OKP") return crv == "X25519" && epk.size() == 3 && has_bytes(core::text_member(epk, "x"), 32);
    const std::size_t width = crv == "P-256" ? 32 : crv == "P-384" ? 48 : 0;
    return kty == "EC" && width != 0 && epk.size() == 4 && has_bytes(core::text_member(epk, "x"), width) &&
           has_bytes(core::text_member(epk, "y"), width);
}

Result<std::optional<Header>> read_epk(Header& header, KeyAlgorithm algorithm) {
    auto* epk = header.if_contains("epk");
    if (algorithm == KeyAlgorithm::rsa_oaep_256) {
        if (epk) return Failure{Problem::malformed, "epk does not belong to RSA-OAEP-256"};
        return std::optional<Header>{};
    }
    if (!epk || !epk->is_object() || !is_ephemeral_key(epk->get_object())) {
        return Failure{Problem::malformed, "epk: kty, crv (P-256, P-384, X25519) and full coordinates, nothing else"};
    }
    return std::optional<Header>{std::move(epk->get_object())};
}

Result<void> check_encrypted_key(const JweParts& parts, KeyAlgorithm algorithm) {
    const auto key = core::from_base64url(parts.encrypted_key);
    const bool fits = key && (algorithm == KeyAlgorithm::ecdh_es_a256kw
                                  ? key->size() == wrapped_key_bytes
                                  : key->size() >= least_rsa_bytes && key->size() <= most_rsa_bytes);
    if (!fits) return Failure{Problem::malformed, "encrypted_key has not the size that alg asks for"};
    return {};
}
}  // namespace

core::PublicText public_text(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::ecdh_es_a256kw ? core::PublicText{"ECDH-ES+A256KW"}
                                                     : core::PublicText{"RSA-OAEP-256"};
}

const AllowedAlgorithms& all_algorithms() {
    static const AllowedAlgorithms all{KeyAlgorithm::ecdh_es_a256kw, KeyAlgorithm::rsa_oaep_256};
    return all;
}

Result<Envelope> read_envelope(std::string_view body, const AllowedAlgorithms& allowed) {
    if (body.size() > largest_envelope) return Failure{Problem::too_large, "the envelope is larger than 1.5 MiB"};
    auto parts = take_apart(body);
    if (!parts) return parts.error();
    auto header = read_protected_header(*parts, {"alg", "enc", "kid", "typ", "slip", "epk"});
    if (!header) return header.error();

    Envelope envelope;
    const auto algorithm = read_algorithm(*header, allowed);
    if (!algorithm) return algorithm.error();
    envelope.algorithm = *algorithm;
    if (core::text_member(*header, "typ") != envelope_typ) return Failure{Problem::malformed, "typ: vorab-envelope"};
    envelope.kid = core::text_member(*header, "kid");
    if (envelope.kid.size() != thumbprint_text) {
        return Failure{Problem::malformed, "kid: the RFC 7638 thumbprint (SHA-256) of the hospital's key"};
    }
    auto epk = read_epk(*header, envelope.algorithm);
    if (!epk) return epk.error();
    envelope.epk = std::move(*epk);
    if (auto fits = check_encrypted_key(*parts, envelope.algorithm); !fits) return fits.error();
    if (auto fits = check_gcm_sizes(*parts); !fits) return fits.error();
    if (parts->ciphertext.empty()) return Failure{Problem::malformed, "the ciphertext is empty"};

    auto* slip_json = header->if_contains("slip");
    if (!slip_json || !slip_json->is_object()) return Failure{Problem::schema_violation, "/slip: is missing"};
    auto slip = read_slip(slip_json->get_object());
    if (!slip) return slip.error();
    envelope.slip = std::move(*slip);
    envelope.slip_json = std::move(slip_json->get_object());
    envelope.parts = std::move(*parts);
    return envelope;
}
}  // namespace vorab::envelope
