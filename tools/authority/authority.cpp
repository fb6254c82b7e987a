#include "tools/authority/authority.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/core/random.hpp"
#include "common/signing/chain.hpp"
#include "common/signing/openssl.hpp"

namespace vorab::authority {
namespace {
namespace openssl = signing::openssl;
using openssl::require;

constexpr long seconds_of_a_day = 86'400;

void set_name(X509_NAME* name, const std::string& common_name, const std::string& organisation) {
    const auto put = [&](const char* field, const std::string& text) {
        if (text.empty()) return;
        require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                           reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0) == 1);
    };
    put("O", organisation);
    put("CN", common_name);
}

void extend(X509* certificate, X509V3_CTX* context, int nid, const std::string& value) {
    if (value.empty()) return;
    auto* extension = X509V3_EXT_conf_nid(nullptr, context, nid, value.c_str());
    require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

std::string to_pem(X509* certificate) {
    const openssl::Bio bio{BIO_new(BIO_s_mem())};
    require(PEM_write_bio_X509(bio.get(), certificate) == 1);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

struct Issuer {
    const std::string& name;
    const std::string& organisation;
    const signing::PrivateKey& key;
};

std::string make(const signing::PublicKey& subject, const Issuer& issuer, const Issue& options) {
    const openssl::Certificate certificate{X509_new()};
    X509* x = certificate.get();
    X509_set_version(x, X509_VERSION_3);
    const auto serial = openssl::number(core::random_bytes(8));
    require(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(x)) != nullptr);
    X509_gmtime_adj(X509_getm_notBefore(x), options.begins_in_days * seconds_of_a_day);
    X509_gmtime_adj(X509_getm_notAfter(x), options.ends_in_days * seconds_of_a_day);
    set_name(X509_get_subject_name(x), options.common_name, options.organisation);
    set_name(X509_get_issuer_name(x), issuer.name, issuer.organisation);
    require(X509_set_pubkey(x, subject.handle().get()) == 1);
    X509V3_CTX context;
    X509V3_set_ctx(&context, x, x, nullptr, nullptr, 0);
    if (options.basic_constraints) {
        extend(x, &context, NID_basic_constraints, options.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    }
    extend(x, &context, NID_key_usage, options.key_usage);
    extend(x, &context, NID_ext_key_usage, options.extended_key_usage);
    extend(x, &context, NID_subject_alt_name, options.alternative_names);
    const bool hashes_itself = issuer.key.type() == signing::KeyType::ed25519;
    require(X509_sign(x, issuer.key.handle().get(), hashes_itself ? nullptr : EVP_sha256()) > 0);
    return to_pem(x);
}

Issue authority_named(const std::string& name) {
    Issue options;
    options.common_name = name;
    options.authority = true;
    options.key_usage = "critical,keyCertSign,cRLSign";
    return options;
}
}  // namespace

Authority::Authority(const std::string& name, signing::KeyType type)
    : name_(name),
      organisation_(Issue{}.organisation),
      key_(signing::PrivateKey::generate(type)),
      pem_(make(key_.public_key(), {name_, organisation_, key_}, authority_named(name))) {}

Authority::Authority(const Issue& named, signing::PrivateKey key, std::string pem)
    : name_(named.common_name),
      organisation_(named.organisation),
      key_(std::move(key)),
      pem_(std::move(pem)),
      is_root_(false) {}

std::string Authority::issue(const signing::PublicKey& key, const Issue& options) const {
    return make(key, {name_, organisation_, key_}, options);
}

boost::json::array Authority::x5c(const signing::PublicKey& key, const Issue& options) const {
    return *signing::x5c_from_pem(issue(key, options) + (is_root_ ? std::string{} : pem_));
}

Authority Authority::intermediate(const Issue& options) const {
    auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    auto pem = issue(key.public_key(), options);
    return Authority{options, std::move(key), std::move(pem)};
}
}  // namespace vorab::authority
