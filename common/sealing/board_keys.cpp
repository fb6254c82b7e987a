#include "common/sealing/board_keys.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/sealing/expected_jwe.hpp"
#include "common/sealing/jwe.hpp"
#include "common/signing/hash.hpp"

namespace vorab::sealing {
namespace {
using core::Failure;
using core::Problem;
using core::Result;
using signing::KeyType;

constexpr std::string_view base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t characters = 20;
constexpr std::size_t group = 5;
constexpr std::size_t derived_size = 32;
constexpr std::size_t largest_arrival = 2048;

/// Without bias: bytes beyond the last whole multiple of 62 are thrown away.
std::string random_characters() {
    constexpr std::size_t whole = 256 / base62.size() * base62.size();
    std::string text;
    while (text.size() < characters) {
        for (const unsigned byte : core::random_bytes(characters)) {
            if (byte < whole && text.size() < characters) text += base62[byte % base62.size()];
        }
    }
    return text;
}

std::string without_dashes(std::string text) {
    std::erase(text, '-');
    return text;
}
}  // namespace

LicenceKey LicenceKey::generate() {
    auto text = random_characters();
    for (auto at = characters - group; at > 0; at -= group) text.insert(at, 1, '-');
    return LicenceKey{std::move(text)};
}

Result<LicenceKey> LicenceKey::parse(std::string_view text) {
    const bool in_groups = text.size() == 23 && text[5] == '-' && text[11] == '-' && text[17] == '-';
    auto plain = without_dashes(std::string{text});
    const bool is_base62 = plain.find_first_not_of(base62) == std::string::npos;
    if (!in_groups || plain.size() != characters || !is_base62) {
        return Failure{Problem::malformed, "a licence key has four groups of five letters or digits between dashes"};
    }
    return LicenceKey{std::string{text}};
}

SecretBytes LicenceKey::derive(std::string_view info) const {
    const SecretBytes secret{core::Bytes{core::bytes_of(without_dashes(text_))}};
    return signing::hkdf_sha256(secret.view(), core::bytes_of("vorab-board-v1"), core::bytes_of(info), derived_size);
}

core::Bytes LicenceKey::proof() const { return core::Bytes{derive("proof").view()}; }
SecretBytes LicenceKey::wrapping_key() const { return derive("wrap"); }

std::string wrap_board_key(const signing::PrivateKey& board, const LicenceKey& licence) {
    const SecretBytes jwk{core::Bytes{core::bytes_of(boost::json::serialize(board.to_jwk()))}};
    const auto parts = seal_direct(
        licence.wrapping_key().view(),
        {{"kid", board.public_key().thumbprint()}, {"typ", board_key_typ}, {"cty", "jwk+json"}}, jwk.view());
    return write_compact(parts);
}

Result<signing::PrivateKey> unwrap_board_key(std::string_view wrapped, const LicenceKey& licence) {
    const auto sealed = read_expected_jwe(wrapped, "dir", board_key_typ);
    if (!sealed) return sealed.error();
    const auto text = open_direct(sealed->parts, licence.wrapping_key().view());
    if (!text) return text.error();
    const auto jwk = core::parse_json_object(text->text());
    if (!jwk) return jwk.error();
    return signing::PrivateKey::from_jwk(*jwk);
}

Result<std::string> seal_arrival(const envelope::Arrival& arrival, const signing::PublicKey& board) {
    if (board.type() != KeyType::p256) return Failure{Problem::algorithm_refused, "a board key is a P-256 key"};
    const auto text = boost::json::serialize(to_json(arrival));
    const auto parts = seal(Management::ecdh_es, board, {{"typ", arrival_typ}}, core::bytes_of(text));
    auto sealed = write_compact(parts);
    if (sealed.size() > largest_arrival) return Failure{Problem::too_large, "a sealed arrival has at most 2 KiB"};
    return sealed;
}

Result<envelope::Arrival> open_arrival(std::string_view sealed, const signing::PrivateKey& board) {
    const auto jwe = read_expected_jwe(sealed, "ECDH-ES", arrival_typ);
    if (!jwe) return jwe.error();
    const auto text = open(Management::ecdh_es, jwe->parts, jwe->header, board);
    if (!text) return text.error();
    const auto json = core::parse_json_object(text->text());
    if (!json) return json.error();
    return envelope::read_arrival(*json, "");
}
}  // namespace vorab::sealing
