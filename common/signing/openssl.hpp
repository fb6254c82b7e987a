#pragma once
// OpenSSL's objects with owners, and its algorithms fetched once (a fetch costs more than a small hash). For the
// .cpp files of signing and sealing.
#include <memory>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "common/core/encoding.hpp"

namespace vorab::signing::openssl {

template <auto release>
struct Releases {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Releases<release>>;

using Bio = Owned<BIO, BIO_free>;
using BigNumber = Owned<BIGNUM, BN_clear_free>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using KdfContext = Owned<EVP_KDF_CTX, EVP_KDF_CTX_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Signature = Owned<ECDSA_SIG, ECDSA_SIG_free>;
using ParamBuilder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Params = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using Certificate = Owned<X509, X509_free>;

/// Throws std::runtime_error: for steps that fail only when the world is broken (no memory, no algorithm).
void require(bool ok);

/// OpenSSL keeps reasons in a queue of the thread. We answer with our own words; nobody should find these later.
void forget_errors();

const EVP_MD* sha256();
const EVP_MD* sha384();
const EVP_CIPHER* aes_256_gcm();
const EVP_CIPHER* aes_256_wrap();
EVP_KDF* hkdf();
EVP_KDF* concat_kdf();  ///< NIST SP 800-56A single-step KDF

Bio reader(std::string_view text);
BigNumber number(core::BytesView bytes);
core::Bytes bytes_of(const BIGNUM* number, std::size_t width);  ///< big-endian, padded to `width`

}  // namespace vorab::signing::openssl
