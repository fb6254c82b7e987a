#pragma once
// Keys of the few types we take, parsed once and shared: parsing a key costs more than using it. Both classes are
// cheap to copy and may be used from several threads at once.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "common/core/encoding.hpp"
#include "common/core/result.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace vorab::signing {

enum class KeyType { p256, p384, x25519, ed25519, rsa };  ///< rsa: 3072 to 8192 bits

core::PublicText public_text(KeyType type);

/// What a key must be good for, where it (or its certificate) restricts its use.
enum class Purpose { signature, encryption };

using KeyHandle = std::shared_ptr<evp_pkey_st>;

class PublicKey {
  public:
    static core::Result<PublicKey> from_pem(std::string_view pem);  ///< "PUBLIC KEY" or "CERTIFICATE"
    static core::Result<PublicKey> from_pem_file(const std::filesystem::path& path);
    /// RFC 7517. A private one is refused; with `purpose` also one whose `use` or `key_ops` speak against it.
    static core::Result<PublicKey> from_jwk(const boost::json::object& jwk, std::optional<Purpose> purpose = {});
    static core::Result<PublicKey> from_handle(KeyHandle handle);  ///< algorithm_refused for a type not listed above

    KeyType type() const { return type_; }
    boost::json::object to_jwk() const;  ///< the required members only: kty, crv, x, y or kty, n, e
    const std::string& thumbprint() const { return thumbprint_; }  ///< RFC 7638, SHA-256, base64url: used as `kid`
    const KeyHandle& handle() const { return handle_; }

  private:
    PublicKey() = default;
    KeyHandle handle_;
    KeyType type_ = KeyType::p256;
    std::string thumbprint_;
};

class PrivateKey {
  public:
    static PrivateKey generate(KeyType type);
    static core::Result<PrivateKey> from_pem(std::string_view pem);  ///< unencrypted PKCS#8, SEC 1 or PKCS#1
    static core::Result<PrivateKey> from_pem_file(const std::filesystem::path& path);
    static core::Result<PrivateKey> from_jwk(const boost::json::object& jwk);  ///< EC and OKP only

    KeyType type() const { return public_.type(); }
    const PublicKey& public_key() const { return public_; }
    const KeyHandle& handle() const { return public_.handle(); }
    std::string to_pem() const;          ///< PKCS#8
    boost::json::object to_jwk() const;  ///< EC and OKP only: with `d`

  private:
    explicit PrivateKey(PublicKey key) : public_(std::move(key)) {}
    static core::Result<PrivateKey> from_handle(KeyHandle handle);
    PublicKey public_;
};
}  // namespace vorab::signing
