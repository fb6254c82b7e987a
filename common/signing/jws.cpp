#include "common/signing/jws.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/signing/openssl.hpp"

namespace vorab::signing {
namespace {
using core::Bytes;
using core::BytesView;
using core::Failure;
using core::Problem;
using core::PublicText;
using core::Result;
using openssl::require;
using Header = boost::json::object;

constexpr std::size_t largest_header = 32 * 1024;  // base64url; an x5c of five certificates fits
constexpr std::size_t ed25519_size = 64;

const Failure not_signed{Problem::signature_invalid, "the signature does not hold"};

bool is_ecdsa(KeyType type) { return type == KeyType::p256 || type == KeyType::p384; }
std::size_t scalar_size(KeyType type) { return type == KeyType::p384 ? 48 : 32; }
std::size_t signature_size(KeyType type) { return is_ecdsa(type) ? 2 * scalar_size(type) : ed25519_size; }
const EVP_MD* digest_of(KeyType type) {
    if (!is_ecdsa(type)) return nullptr;  // Ed25519 hashes by itself
    return type == KeyType::p384 ? openssl::sha384() : openssl::sha256();
}

/// JOSE writes r || s (RFC 7518 section 3.4), OpenSSL a DER sequence.
Bytes from_der(BytesView der, std::size_t width) {
    const unsigned char* at = der.data();
    const openssl::Signature signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
    require(signature != nullptr);
    return openssl::bytes_of(ECDSA_SIG_get0_r(signature.get()), width) +
           openssl::bytes_of(ECDSA_SIG_get0_s(signature.get()), width);
}

Bytes to_der(BytesView raw, std::size_t width) {
    const openssl::Signature signature{ECDSA_SIG_new()};
    auto r = openssl::number(raw.substr(0, width));
    auto s = openssl::number(raw.substr(width));
    require(signature != nullptr && ECDSA_SIG_set0(signature.get(), r.get(), s.get()) == 1);
    r.release();  // now the signature's
    s.release();
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &der);
    require(size > 0);
    Bytes bytes(der, static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

Bytes sign(BytesView input, const PrivateKey& key) {
    const openssl::DigestContext context{EVP_MD_CTX_new()};
    require(context != nullptr &&
            EVP_DigestSignInit(context.get(), nullptr, digest_of(key.type()), nullptr, key.handle().get()) == 1);
    Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.handle().get())), 0);
    std::size_t size = signature.size();
    require(EVP_DigestSign(context.get(), signature.data(), &size, input.data(), input.size()) == 1);
    signature.resize(size);
    return is_ecdsa(key.type()) ? from_der(signature, scalar_size(key.type())) : signature;
}

bool holds(BytesView input, BytesView raw, const PublicKey& key) {
    if (raw.size() != signature_size(key.type())) return false;
    const Bytes signature = is_ecdsa(key.type()) ? to_der(raw, scalar_size(key.type())) : Bytes{raw};
    const openssl::DigestContext context{EVP_MD_CTX_new()};
    require(context != nullptr &&
            EVP_DigestVerifyInit(context.get(), nullptr, digest_of(key.type()), nullptr, key.handle().get()) == 1);
    const bool good =
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), input.data(), input.size()) == 1;
    openssl::forget_errors();
    return good;
}

std::string_view text_member(const Header& header, std::string_view name) {
    const auto* value = header.if_contains(name);
    return value && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

struct Parts {
    std::string_view header, payload, signature;
    std::string_view input;  ///< what is signed: header and payload as they came
};

Result<Parts> take_apart(std::string_view token) {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (std::count(token.begin(), token.end(), '.') != 2 || first > largest_header) {
        return Failure{Problem::malformed, "a JWS in compact form has three parts between dots"};
    }
    return Parts{token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1),
                 token.substr(0, last)};
}

bool is_expected_typ(const Header& header, const JwsProfile& profile) {
    const auto typ = text_member(header, "typ");
    if (profile.generic_jwt) return !header.contains("typ") || typ == "JWT";
    return typ == profile.typ;
}

bool holds_only(const Header& header, std::initializer_list<std::string_view> allowed) {
    return std::all_of(header.begin(), header.end(), [&](const auto& member) {
        return std::find(allowed.begin(), allowed.end(), std::string_view{member.key()}) != allowed.end();
    });
}

Result<Header> read_header(std::string_view text, const JwsProfile& profile) {
    const auto bytes = core::from_base64url(text);
    if (!bytes) return Failure{Problem::malformed, "the JWS header is not base64url"};
    auto header = core::parse_json_object(core::text_of(*bytes), {.depth = 2, .members = 16});
    if (!header) return Failure{Problem::malformed, "the JWS header is not a strict JSON object"};
    if (!is_expected_typ(*header, profile)) {
        return Failure{Problem::malformed, "typ: another kind of token stands here"};
    }
    const bool by_x5c = profile.key == JwsProfile::Key::by_x5c;
    const auto* x5c = header->if_contains("x5c");
    const bool names_key = by_x5c ? x5c && x5c->is_array() : !text_member(*header, "kid").empty();
    // Some libraries always add `kid`; beside a chain it is not looked at.
    const bool clean =
        by_x5c ? holds_only(*header, {"alg", "typ", "x5c", "kid"}) : holds_only(*header, {"alg", "typ", "kid"});
    if (!names_key || !clean) {
        return Failure{Problem::malformed, by_x5c ? PublicText{"the JWS header holds alg, typ and x5c, nothing else"}
                                                  : PublicText{"the JWS header holds alg, typ and kid, nothing else"}};
    }
    return header;
}
}  // namespace

Result<PublicText> signature_algorithm(KeyType type) {
    switch (type) {
        case KeyType::p256:
            return PublicText{"ES256"};
        case KeyType::p384:
            return PublicText{"ES384"};
        case KeyType::ed25519:
            return PublicText{"EdDSA"};
        case KeyType::x25519:
        case KeyType::rsa:
            break;
    }
    return Failure{Problem::algorithm_refused, "this type of key does not sign here"};
}

std::string sign_compact(Header header, std::string_view payload, const PrivateKey& key) {
    const auto algorithm = signature_algorithm(key.type());
    if (!algorithm) throw std::logic_error("this type of key does not sign here");
    header["alg"] = algorithm->view();
    std::string token = core::to_base64url(core::bytes_of(boost::json::serialize(header))) + "." +
                        core::to_base64url(core::bytes_of(payload));
    const auto signature = sign(core::bytes_of(token), key);
    return token + "." + core::to_base64url(signature);
}

Result<VerifiedJws> verify_compact(std::string_view token, const JwsProfile& profile, const KeyLookup& lookup) {
    if (token.size() > profile.largest) return Failure{Problem::too_large, "the token is larger than its kind may be"};
    const auto parts = take_apart(token);
    if (!parts) return parts.error();
    auto header = read_header(parts->header, profile);
    if (!header) return header.error();
    const auto key = lookup(*header);
    if (!key) return key.error();
    const auto algorithm = signature_algorithm(key->type());
    if (!algorithm || text_member(*header, "alg") != algorithm->view()) {
        return Failure{Problem::algorithm_refused, "alg: is not the one algorithm of the key"};
    }
    const auto signature = core::from_base64url(parts->signature);
    if (!signature || !holds(core::bytes_of(parts->input), *signature, *key)) return not_signed;
    const auto payload = core::from_base64url(parts->payload);
    if (!payload) return Failure{Problem::malformed, "the payload is not base64url"};
    return VerifiedJws{std::move(*header), std::string{core::text_of(*payload)}};
}
}  // namespace vorab::signing
