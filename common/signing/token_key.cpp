#include "common/signing/token_key.hpp"

#include <openssl/rsa.h>

#include "common/core/json.hpp"
#include "common/signing/jwk.hpp"
#include "common/signing/openssl.hpp"
#include "common/signing/signature.hpp"

namespace vorab::signing {
namespace {
using core::Problem;
using core::Result;

constexpr int least_rsa_bits = 2048;  // RFC 7518 section 3.3
constexpr int most_rsa_bits = 8192;

bool verifies_rsa(const KeyHandle& key, bool pss, core::BytesView input, core::BytesView signature) {
    const openssl::DigestContext context{EVP_MD_CTX_new()};
    EVP_PKEY_CTX* padding = nullptr;
    openssl::require(context != nullptr &&
                     EVP_DigestVerifyInit(context.get(), &padding, openssl::sha256(), nullptr, key.get()) == 1);
    // RFC 7518 section 3.5: the salt is as long as the hash, and MGF1 uses the same one, which is OpenSSL's default.
    if (pss) {
        openssl::require(EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1 &&
                         EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
    const bool good =
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), input.data(), input.size()) == 1;
    openssl::forget_errors();
    return good;
}

bool is_rsa(const KeyHandle& key) {
    const int bits = EVP_PKEY_get_bits(key.get());
    return EVP_PKEY_is_a(key.get(), "RSA") && bits >= least_rsa_bits && bits <= most_rsa_bits;
}
}  // namespace

Result<TokenKey> TokenKey::from_jwk(const boost::json::object& jwk) {
    if (!permits(jwk, Purpose::signature)) return core::failure(Problem::malformed, "the JWK is for another use");
    auto handle = handle_from_jwk(jwk, false);
    if (!handle) return handle.error();
    TokenKey key;
    key.id_ = core::text_member(jwk, "kid");
    key.only_ = core::text_member(jwk, "alg");
    key.rsa_ = is_rsa(*handle);
    if (!key.rsa_) {
        const auto own = PublicKey::from_handle(*handle);
        const auto algorithm = own ? signature_algorithm(own->type()) : Result<core::PublicText>{own.error()};
        if (!algorithm) return algorithm.error();
    }
    key.handle_ = std::move(*handle);
    return key;
}

bool TokenKey::verifies(std::string_view alg, core::BytesView input, core::BytesView signature) const {
    if (!only_.empty() && alg != only_) return false;
    if (rsa_) return (alg == "RS256" || alg == "PS256") && verifies_rsa(handle_, alg == "PS256", input, signature);
    const auto key = PublicKey::from_handle(handle_);
    return key && signature_algorithm(key->type())->view() == alg && verify(input, signature, *key);
}
}  // namespace vorab::signing
