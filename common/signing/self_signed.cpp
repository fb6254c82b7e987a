#include "common/signing/self_signed.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/core/random.hpp"
#include "common/signing/openssl.hpp"

namespace vorab::signing {
namespace {
using openssl::require;

void name_itself(X509* certificate, const std::string& common_name) {
    X509_NAME* const name = X509_get_subject_name(certificate);
    const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
    require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1);
    require(X509_set_issuer_name(certificate, name) == 1);
}

void allow_signatures_only(X509* certificate) {
    using Extension = openssl::Owned<X509_EXTENSION, X509_EXTENSION_free>;
    const Extension usage{X509V3_EXT_conf_nid(nullptr, nullptr, NID_key_usage, "critical,digitalSignature")};
    require(usage != nullptr && X509_add_ext(certificate, usage.get(), -1) == 1);
}
}  // namespace

std::string self_signed_pem(const PrivateKey& key, core::PublicText common_name, core::Timestamp now,
                            std::chrono::seconds lifetime) {
    const openssl::Certificate certificate{X509_new()};
    X509* const own = certificate.get();
    require(X509_set_version(own, X509_VERSION_3) == 1);
    const auto serial = openssl::number(core::random_bytes(8));
    require(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(own)) != nullptr);
    const auto seconds = core::unix_seconds(now);
    require(ASN1_TIME_set(X509_getm_notBefore(own), seconds - 60) != nullptr);
    require(ASN1_TIME_set(X509_getm_notAfter(own), seconds + lifetime.count()) != nullptr);
    name_itself(own, common_name.str());
    require(X509_set_pubkey(own, key.handle().get()) == 1);
    allow_signatures_only(own);
    require(X509_sign(own, key.handle().get(), openssl::sha256()) > 0);
    const openssl::Bio bio{BIO_new(BIO_s_mem())};
    require(PEM_write_bio_X509(bio.get(), own) == 1);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}
}  // namespace vorab::signing
