#include "common/signing/hash.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include "common/signing/openssl.hpp"

namespace vorab::signing {
namespace {
using openssl::require;
constexpr std::size_t digest_size = 32;

OSSL_PARAM octets(const char* name, core::BytesView bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<unsigned char*>(bytes.data()), bytes.size());
}
}  // namespace

core::Bytes sha256(core::BytesView bytes) {
    core::Bytes digest(digest_size, 0);
    require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, openssl::sha256(), nullptr) == 1);
    return digest;
}

struct Sha256::State {
    openssl::DigestContext context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    require(state_->context != nullptr && EVP_DigestInit_ex(state_->context.get(), openssl::sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(core::BytesView bytes) {
    require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

core::Bytes Sha256::finish() {
    core::Bytes digest(digest_size, 0);
    require(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) == 1);
    return digest;
}

SecretBytes hkdf_sha256(core::BytesView key, core::BytesView salt, core::BytesView info, std::size_t size) {
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                                 octets(OSSL_KDF_PARAM_KEY, key), octets(OSSL_KDF_PARAM_SALT, salt),
                                 octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
    const openssl::KdfContext context{EVP_KDF_CTX_new(openssl::hkdf())};
    SecretBytes derived(size);
    require(context != nullptr && EVP_KDF_derive(context.get(), derived.data(), size, params) == 1);
    return derived;
}

core::Bytes hmac_sha256(core::BytesView key, core::BytesView message) {
    core::Bytes code(digest_size, 0);
    unsigned int size = 0;
    require(HMAC(openssl::sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
                 code.data(), &size) != nullptr &&
            size == digest_size);
    return code;
}

bool equal_in_constant_time(core::BytesView left, core::BytesView right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}
}  // namespace vorab::signing
