#include "common/sealing/content_key.hpp"

#include <string>

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "common/core/random.hpp"
#include "common/signing/openssl.hpp"

namespace vorab::sealing {
namespace {
namespace openssl = signing::openssl;
using core::Bytes;
using core::BytesView;
using openssl::require;
using signing::KeyHandle;
using signing::KeyType;

constexpr std::size_t content_key_size = 32;
constexpr std::size_t wrap_overhead = 8;

Bytes bytes_member(const boost::json::object& jwk, std::string_view name) {
    const auto* value = jwk.if_contains(name);
    const auto bytes = value && value->is_string() ? core::from_base64url(value->get_string()) : Bytes{};
    return bytes ? *bytes : Bytes{};
}

bool is_of_type(const boost::json::object& jwk, KeyType type) {
    const auto has = [&](std::string_view name, std::string_view expected) {
        const auto* value = jwk.if_contains(name);
        return value && value->is_string() && std::string_view{value->get_string()} == expected;
    };
    return has("kty", type == KeyType::x25519 ? "OKP" : "EC") && has("crv", public_text(type).view());
}

/// The cheap way in: the group is copied from our own key, and decoding the point checks that it lies on the curve
/// (which is the whole check on curves of prime order, NIST SP 800-56A 5.6.2.3.4; infinity has no uncompressed form).
KeyHandle ec_peer(const signing::PrivateKey& own, const boost::json::object& peer) {
    const auto point = Bytes(1, 0x04) + bytes_member(peer, "x") + bytes_member(peer, "y");
    KeyHandle key{EVP_PKEY_new(), EVP_PKEY_free};
    require(key != nullptr && EVP_PKEY_copy_parameters(key.get(), own.handle().get()) == 1);
    if (EVP_PKEY_set1_encoded_public_key(key.get(), point.data(), point.size()) != 1) return nullptr;
    return key;
}

KeyHandle peer_key(const signing::PrivateKey& own, const boost::json::object& peer) {
    if (!is_of_type(peer, own.type())) return nullptr;
    if (own.type() == KeyType::p256 || own.type() == KeyType::p384) return ec_peer(own, peer);
    if (own.type() != KeyType::x25519) return nullptr;
    const auto x = bytes_member(peer, "x");
    return {EVP_PKEY_new_raw_public_key_ex(nullptr, "X25519", nullptr, x.data(), x.size()), EVP_PKEY_free};
}

std::optional<SecretBytes> shared_secret(const signing::PrivateKey& own, const KeyHandle& peer) {
    const openssl::KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, own.handle().get(), nullptr)};
    require(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1);
    constexpr int already_checked = 0;
    SecretBytes secret(48);
    std::size_t size = secret.size();
    if (EVP_PKEY_derive_set_peer_ex(context.get(), peer.get(), already_checked) != 1 ||
        EVP_PKEY_derive(context.get(), secret.data(), &size) != 1) {
        return std::nullopt;  // X25519: a point of low order gives zero
    }
    secret.shrink(size);
    return secret;
}

void put_uint32(Bytes& bytes, std::size_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<unsigned char>((value >> shift) & 0xffu);
}

/// Concat KDF as RFC 7518 section 4.6.2 fills it: AlgorithmID, empty PartyUInfo and PartyVInfo, SuppPubInfo in bits.
SecretBytes concat_kdf(BytesView secret, std::string_view algorithm) {
    Bytes info;
    put_uint32(info, algorithm.size());
    info += core::bytes_of(algorithm);
    put_uint32(info, 0);
    put_uint32(info, 0);
    put_uint32(info, content_key_size * 8);
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_octet_string(
                                     OSSL_KDF_PARAM_SECRET, const_cast<unsigned char*>(secret.data()), secret.size()),
                                 OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
                                 OSSL_PARAM_construct_end()};
    const openssl::KdfContext context{EVP_KDF_CTX_new(openssl::concat_kdf())};
    SecretBytes key(content_key_size);
    require(context != nullptr && EVP_KDF_derive(context.get(), key.data(), key.size(), params) == 1);
    return key;
}

openssl::KeyContext oaep(const KeyHandle& key, int (*begin)(EVP_PKEY_CTX*)) {
    openssl::KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
    require(context != nullptr && begin(context.get()) == 1 &&
            EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), openssl::sha256()) == 1 &&
            EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), openssl::sha256()) == 1);
    return context;
}

openssl::CipherContext wrapping(BytesView key, int sealing) {
    openssl::CipherContext context{EVP_CIPHER_CTX_new()};
    require(context != nullptr);
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    require(EVP_CipherInit_ex2(context.get(), openssl::aes_256_wrap(), key.data(), nullptr, sealing, nullptr) == 1);
    return context;
}
}  // namespace

std::optional<SecretBytes> agree(const signing::PrivateKey& own, const boost::json::object& peer,
                                 std::string_view algorithm) {
    const auto key = peer_key(own, peer);
    auto secret = key ? shared_secret(own, key) : std::nullopt;
    openssl::forget_errors();
    if (!secret) return std::nullopt;
    return concat_kdf(secret->view(), algorithm);
}

Bytes wrap(BytesView wrapping_key, BytesView content_key) {
    const auto context = wrapping(wrapping_key, 1);
    Bytes wrapped(content_key.size() + wrap_overhead, 0);
    int size = 0;
    require(EVP_CipherUpdate(context.get(), wrapped.data(), &size, content_key.data(),
                             static_cast<int>(content_key.size())) == 1);
    return wrapped;
}

std::optional<SecretBytes> unwrap(BytesView wrapping_key, BytesView wrapped) {
    if (wrapped.size() != content_key_size + wrap_overhead) return std::nullopt;
    const auto context = wrapping(wrapping_key, 0);
    SecretBytes key(wrapped.size());
    int size = 0;
    const bool good =
        EVP_CipherUpdate(context.get(), key.data(), &size, wrapped.data(), static_cast<int>(wrapped.size())) == 1;
    openssl::forget_errors();
    if (!good) return std::nullopt;
    key.shrink(content_key_size);
    return key;
}

Bytes encrypt_oaep(const signing::PublicKey& recipient, BytesView content_key) {
    const auto context = oaep(recipient.handle(), EVP_PKEY_encrypt_init);
    Bytes encrypted(static_cast<std::size_t>(EVP_PKEY_get_size(recipient.handle().get())), 0);
    std::size_t size = encrypted.size();
    require(EVP_PKEY_encrypt(context.get(), encrypted.data(), &size, content_key.data(), content_key.size()) == 1);
    return encrypted;
}

SecretBytes decrypt_oaep(const signing::PrivateKey& own, BytesView encrypted) {
    SecretBytes instead{core::random_bytes(content_key_size)};
    const auto context = oaep(own.handle(), EVP_PKEY_decrypt_init);
    SecretBytes key(static_cast<std::size_t>(EVP_PKEY_get_size(own.handle().get())));
    std::size_t size = key.size();
    const bool good = EVP_PKEY_decrypt(context.get(), key.data(), &size, encrypted.data(), encrypted.size()) == 1;
    openssl::forget_errors();
    if (!good || size != content_key_size) return instead;
    key.shrink(size);
    return key;
}
}  // namespace vorab::sealing
