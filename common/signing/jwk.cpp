#include "common/signing/jwk.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <openssl/core_names.h>

#include "common/core/json.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/openssl.hpp"

namespace vorab::signing {
namespace {
using core::Failure;
using core::Problem;
using core::Result;
using openssl::require;
using Jwk = boost::json::object;

const Failure malformed{Problem::malformed, "not a JWK of a type that is taken, or its numbers are wrong"};

struct Curve {
    const char* name;   ///< in a JWK
    const char* group;  ///< in OpenSSL
    std::size_t width;  ///< bytes of a coordinate
};
constexpr Curve p256{"P-256", "P-256", 32};
constexpr Curve p384{"P-384", "P-384", 48};
constexpr std::size_t raw_size = 32;  // of X25519 and Ed25519 keys

const Curve& curve_of(KeyType type) { return type == KeyType::p384 ? p384 : p256; }
bool is_okp(KeyType type) { return type == KeyType::x25519 || type == KeyType::ed25519; }

openssl::BigNumber number_of(const KeyHandle& handle, const char* name) {
    BIGNUM* found = nullptr;
    require(EVP_PKEY_get_bn_param(handle.get(), name, &found) == 1);
    return openssl::BigNumber{found};
}

std::string coordinate(const KeyHandle& handle, const char* name, std::size_t width) {
    return core::to_base64url(openssl::bytes_of(number_of(handle, name).get(), width));
}

std::string shortest(const KeyHandle& handle, const char* name) {
    const auto number = number_of(handle, name);
    return core::to_base64url(openssl::bytes_of(number.get(), static_cast<std::size_t>(BN_num_bytes(number.get()))));
}

/// The member's bytes; empty when absent, not canonical base64url, or (where `width` is given) not of that width.
core::Bytes bytes_member(const Jwk& jwk, std::string_view name, std::size_t width = 0) {
    const auto bytes = core::from_base64url(core::text_member(jwk, name));
    if (!bytes || (width != 0 && bytes->size() != width)) return {};
    return *bytes;
}

Result<KeyHandle> build(const char* algorithm, OSSL_PARAM_BLD* builder, int selection) {
    const openssl::Params params{OSSL_PARAM_BLD_to_param(builder)};
    const openssl::KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr)};
    EVP_PKEY* key = nullptr;
    require(params != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
    const bool built = EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) == 1;
    openssl::forget_errors();
    if (!built) return malformed;  // for EC: the point is not on the curve
    return KeyHandle{key, EVP_PKEY_free};
}

Result<KeyHandle> ec_key(const Jwk& jwk, const Curve& curve, bool with_private) {
    const auto x = bytes_member(jwk, "x", curve.width);
    const auto y = bytes_member(jwk, "y", curve.width);
    SecretBytes d{bytes_member(jwk, "d", curve.width)};
    if (x.empty() || y.empty() || (with_private && d.size() == 0)) return malformed;
    const auto point = core::Bytes(1, 0x04) + x + y;  // SEC 1: uncompressed
    const auto scalar = openssl::number(d.view());
    const openssl::ParamBuilder builder{OSSL_PARAM_BLD_new()};
    require(builder != nullptr &&
            OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.group, 0) == 1 &&
            OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
    if (!with_private) return build("EC", builder.get(), EVP_PKEY_PUBLIC_KEY);

    require(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get()) == 1);
    auto key = build("EC", builder.get(), EVP_PKEY_KEYPAIR);
    if (!key) return key.error();
    const openssl::KeyContext check{EVP_PKEY_CTX_new_from_pkey(nullptr, key->get(), nullptr)};
    const bool pair = check != nullptr && EVP_PKEY_pairwise_check(check.get()) == 1;
    openssl::forget_errors();
    if (!pair) return malformed;
    return key;
}

Result<KeyHandle> okp_key(const Jwk& jwk, const char* algorithm, bool with_private) {
    const auto x = bytes_member(jwk, "x", raw_size);
    if (x.empty()) return malformed;
    if (!with_private) {
        return KeyHandle{EVP_PKEY_new_raw_public_key_ex(nullptr, algorithm, nullptr, x.data(), x.size()),
                         EVP_PKEY_free};
    }
    const SecretBytes d{bytes_member(jwk, "d", raw_size)};
    if (d.size() == 0) return malformed;
    const KeyHandle key{EVP_PKEY_new_raw_private_key_ex(nullptr, algorithm, nullptr, d.view().data(), d.size()),
                        EVP_PKEY_free};
    core::Bytes derived(raw_size, 0);
    std::size_t size = derived.size();
    require(key != nullptr && EVP_PKEY_get_raw_public_key(key.get(), derived.data(), &size) == 1);
    if (derived != x) return malformed;
    return key;
}

Result<KeyHandle> rsa_key(const Jwk& jwk) {
    const auto n = bytes_member(jwk, "n");
    const auto e = bytes_member(jwk, "e");
    if (n.empty() || e.empty() || n.size() > 1024 || e.size() > 8) return malformed;
    const auto modulus = openssl::number(n);
    const auto exponent = openssl::number(e);
    const openssl::ParamBuilder builder{OSSL_PARAM_BLD_new()};
    require(builder != nullptr && OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
            OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1);
    return build("RSA", builder.get(), EVP_PKEY_PUBLIC_KEY);
}
}  // namespace

Jwk public_jwk(KeyType type, const KeyHandle& handle) {
    if (type == KeyType::rsa) {
        return {{"e", shortest(handle, OSSL_PKEY_PARAM_RSA_E)},
                {"kty", "RSA"},
                {"n", shortest(handle, OSSL_PKEY_PARAM_RSA_N)}};
    }
    if (is_okp(type)) {
        core::Bytes x(raw_size, 0);
        std::size_t size = x.size();
        require(EVP_PKEY_get_raw_public_key(handle.get(), x.data(), &size) == 1);
        return {{"crv", type == KeyType::x25519 ? "X25519" : "Ed25519"}, {"kty", "OKP"}, {"x", core::to_base64url(x)}};
    }
    const auto& curve = curve_of(type);
    return {{"crv", curve.name},
            {"kty", "EC"},
            {"x", coordinate(handle, OSSL_PKEY_PARAM_EC_PUB_X, curve.width)},
            {"y", coordinate(handle, OSSL_PKEY_PARAM_EC_PUB_Y, curve.width)}};
}

SecretBytes private_scalar(KeyType type, const KeyHandle& handle) {
    if (!is_okp(type)) {
        const auto d = number_of(handle, OSSL_PKEY_PARAM_PRIV_KEY);
        return SecretBytes{openssl::bytes_of(d.get(), curve_of(type).width)};
    }
    SecretBytes d(raw_size);
    std::size_t size = d.size();
    require(EVP_PKEY_get_raw_private_key(handle.get(), d.data(), &size) == 1);
    return d;
}

Result<KeyHandle> handle_from_jwk(const Jwk& jwk, bool with_private) {
    if (!with_private && jwk.contains("d")) {
        return Failure{Problem::malformed, "a private key stands where a public one belongs"};
    }
    const auto kty = core::text_member(jwk, "kty");
    const auto crv = core::text_member(jwk, "crv");
    if (kty == "EC" && crv == p256.name) return ec_key(jwk, p256, with_private);
    if (kty == "EC" && crv == p384.name) return ec_key(jwk, p384, with_private);
    if (kty == "OKP" && crv == "X25519") return okp_key(jwk, "X25519", with_private);
    if (kty == "OKP" && crv == "Ed25519") return okp_key(jwk, "ED25519", with_private);
    if (kty == "RSA" && !with_private) return rsa_key(jwk);
    return malformed;
}

bool permits(const Jwk& jwk, Purpose purpose) {
    const bool signs = purpose == Purpose::signature;
    if (jwk.contains("use") && core::text_member(jwk, "use") != (signs ? "sig" : "enc")) return false;
    const auto* operations = jwk.if_contains("key_ops");
    if (!operations) return true;
    if (!operations->is_array()) return false;
    const auto& list = operations->get_array();
    return std::any_of(list.begin(), list.end(), [&](const boost::json::value& operation) {
        return signs == (operation == "sign" || operation == "verify");
    });
}

std::string thumbprint_of(const Jwk& jwk) {
    // RFC 7638 section 3: the required members in lexicographic order, no white space. public_jwk() wrote them so.
    return core::to_base64url(sha256(core::bytes_of(boost::json::serialize(jwk))));
}
}  // namespace vorab::signing
