#include "common/signing/signature.hpp"

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

constexpr std::size_t ed25519_size = 64;

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
    (void)r.release();  // now the signature's
    (void)s.release();
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &der);
    require(size > 0);
    Bytes bytes(der, static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
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

bool verify(BytesView input, BytesView raw, const PublicKey& key) {
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

}  // namespace vorab::signing
