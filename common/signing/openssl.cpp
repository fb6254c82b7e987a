#include "common/signing/openssl.hpp"

#include <stdexcept>

#include <openssl/err.h>

namespace vorab::signing::openssl {
namespace {
template <class T>
T* fetched(T* algorithm) {
    require(algorithm != nullptr);
    return algorithm;
}
}  // namespace

void require(bool ok) {
    if (ok) return;
    forget_errors();
    throw std::runtime_error("OpenSSL refused an operation that should always succeed");
}

void forget_errors() { ERR_clear_error(); }

const EVP_MD* sha256() {
    static const auto* digest = fetched(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    return digest;
}
const EVP_MD* sha384() {
    static const auto* digest = fetched(EVP_MD_fetch(nullptr, "SHA384", nullptr));
    return digest;
}
const EVP_CIPHER* aes_256_gcm() {
    static const auto* cipher = fetched(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    return cipher;
}
const EVP_CIPHER* aes_256_wrap() {
    static const auto* cipher = fetched(EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr));
    return cipher;
}
EVP_KDF* hkdf() {
    static auto* kdf = fetched(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    return kdf;
}
EVP_KDF* concat_kdf() {
    static auto* kdf = fetched(EVP_KDF_fetch(nullptr, "SSKDF", nullptr));
    return kdf;
}

Bio reader(std::string_view text) {
    Bio bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    require(bio != nullptr);
    return bio;
}

BigNumber number(core::BytesView bytes) {
    BigNumber result{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
    require(result != nullptr);
    return result;
}

core::Bytes bytes_of(const BIGNUM* number, std::size_t width) {
    core::Bytes bytes(width, 0);
    require(BN_bn2binpad(number, bytes.data(), static_cast<int>(width)) >= 0);
    return bytes;
}
}  // namespace vorab::signing::openssl
