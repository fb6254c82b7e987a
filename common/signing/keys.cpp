#include "common/signing/keys.hpp"

#include <stdexcept>

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include "common/signing/jwk.hpp"
#include "common/signing/openssl.hpp"
#include "common/signing/pem_file.hpp"

namespace vorab::signing {
namespace {
using core::Failure;
using core::Problem;
using core::Result;
using openssl::require;

constexpr int least_rsa_bits = 3072;  // BSI TR-02102-1: 3000 and up
constexpr int most_rsa_bits = 8192;

const Failure refused{Problem::algorithm_refused,
                      "the key is none of P-256, P-384, X25519, Ed25519, RSA with 3072 to 8192 bits"};

Result<KeyType> ec_type(const EVP_PKEY* key) {
    char group[64] = {};
    std::size_t size = 0;
    const bool named = EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1;
    openssl::forget_errors();
    if (named && std::string_view{group} == "prime256v1") return KeyType::p256;
    if (named && std::string_view{group} == "secp384r1") return KeyType::p384;
    return refused;
}

Result<KeyType> type_of(const EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "EC")) return ec_type(key);
    if (EVP_PKEY_is_a(key, "X25519")) return KeyType::x25519;
    if (EVP_PKEY_is_a(key, "ED25519")) return KeyType::ed25519;
    const int bits = EVP_PKEY_get_bits(key);
    if (EVP_PKEY_is_a(key, "RSA") && bits >= least_rsa_bits && bits <= most_rsa_bits) return KeyType::rsa;
    return refused;
}

/// Instead of OpenSSL's own, which would ask on the terminal.
int no_password(char*, int, int, void*) { return -1; }

EVP_PKEY* read_public(std::string_view pem) {
    const auto bio = openssl::reader(pem);
    if (pem.find("-----BEGIN CERTIFICATE-----") == std::string_view::npos) {
        return PEM_read_bio_PUBKEY(bio.get(), nullptr, no_password, nullptr);
    }
    const openssl::Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)};
    return certificate ? X509_get_pubkey(certificate.get()) : nullptr;
}

EVP_PKEY* generate_key(KeyType type) {
    switch (type) {
        case KeyType::p256:
            return EVP_EC_gen("P-256");
        case KeyType::p384:
            return EVP_EC_gen("P-384");
        case KeyType::x25519:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519");
        case KeyType::ed25519:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
        case KeyType::rsa:
            return EVP_RSA_gen(static_cast<unsigned>(least_rsa_bits));
    }
    return nullptr;
}
}  // namespace

core::PublicText public_text(KeyType type) {
    switch (type) {
        case KeyType::p256:
            return "P-256";
        case KeyType::p384:
            return "P-384";
        case KeyType::x25519:
            return "X25519";
        case KeyType::ed25519:
            return "Ed25519";
        case KeyType::rsa:
            return "RSA";
    }
    return "";
}

Result<PublicKey> PublicKey::from_handle(KeyHandle handle) {
    const auto type = type_of(handle.get());
    if (!type) return type.error();
    PublicKey key;
    key.handle_ = std::move(handle);
    key.type_ = *type;
    key.thumbprint_ = thumbprint_of(key.to_jwk());
    return key;
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
    KeyHandle handle{read_public(pem), EVP_PKEY_free};
    openssl::forget_errors();
    if (!handle) return Failure{Problem::malformed, "not a public key or certificate in PEM"};
    return from_handle(std::move(handle));
}

Result<PublicKey> PublicKey::from_pem_file(const std::filesystem::path& path) {
    const auto pem = read_pem_file(path);
    if (!pem) return pem.error();
    return from_pem(*pem);
}

Result<PublicKey> PublicKey::from_jwk(const boost::json::object& jwk, std::optional<Purpose> purpose) {
    if (purpose && !permits(jwk, *purpose)) return Failure{Problem::malformed, "the JWK is for another use"};
    auto handle = handle_from_jwk(jwk, false);
    if (!handle) return handle.error();
    return from_handle(std::move(*handle));
}

boost::json::object PublicKey::to_jwk() const { return public_jwk(type_, handle_); }

PrivateKey PrivateKey::generate(KeyType type) {
    KeyHandle handle{generate_key(type), EVP_PKEY_free};
    require(handle != nullptr);
    return from_handle(std::move(handle)).value();
}

Result<PrivateKey> PrivateKey::from_handle(KeyHandle handle) {
    auto key = PublicKey::from_handle(std::move(handle));
    if (!key) return key.error();
    return PrivateKey{std::move(*key)};
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
    KeyHandle handle{PEM_read_bio_PrivateKey(openssl::reader(pem).get(), nullptr, no_password, nullptr), EVP_PKEY_free};
    openssl::forget_errors();
    if (!handle) return Failure{Problem::malformed, "not an unencrypted private key in PEM"};
    return from_handle(std::move(handle));
}

Result<PrivateKey> PrivateKey::from_pem_file(const std::filesystem::path& path) {
    const auto pem = read_pem_file(path);
    if (!pem) return pem.error();
    return from_pem(*pem);
}

Result<PrivateKey> PrivateKey::from_jwk(const boost::json::object& jwk) {
    auto handle = handle_from_jwk(jwk, true);
    if (!handle) return handle.error();
    return from_handle(std::move(*handle));
}

std::string PrivateKey::to_pem() const {
    const openssl::Bio bio{BIO_new(BIO_s_secmem())};
    require(bio != nullptr &&
            PEM_write_bio_PKCS8PrivateKey(bio.get(), handle().get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

boost::json::object PrivateKey::to_jwk() const {
    if (type() == KeyType::rsa) throw std::logic_error("an RSA private key is not written as JWK");
    auto jwk = public_.to_jwk();
    jwk["d"] = core::to_base64url(private_scalar(type(), handle()).view());
    return jwk;
}
}  // namespace vorab::signing
