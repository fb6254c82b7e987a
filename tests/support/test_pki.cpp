#include "tests/support/test_pki.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace vorab::test {
namespace fs = std::filesystem;

namespace {
template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using File = std::unique_ptr<std::FILE, Release<std::fclose>>;

File create(const fs::path& path) {
    File file{std::fopen(path.c_str(), "w")};
    if (!file) throw std::runtime_error("cannot create a test certificate file");
    return file;
}

void extend(X509* certificate, X509* issuer, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>> extension{
        X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str())};
    if (!extension) throw std::runtime_error("bad extension for a test certificate");
    X509_add_ext(certificate, extension.get(), -1);
}

Certificate blank(const std::string& common_name, EVP_PKEY* key, int from_days, int until_days, int seconds = 0) {
    Certificate certificate{X509_new()};
    X509_set_version(certificate.get(), X509_VERSION_3);
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from_days * 86'400L);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), until_days * 86'400L + seconds);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
    return certificate;
}

void save(const fs::path& path, X509* certificate) { PEM_write_X509(create(path).get(), certificate); }
}  // namespace

struct TestPki::Authority {
    Key key{EVP_EC_gen("P-256")};
    Certificate certificate{blank("Test CA", key.get(), -2, 60)};
};

TestPki::TestPki() : authority_(std::make_unique<Authority>()) {
    std::string pattern = (fs::temp_directory_path() / "vorab-pki-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    folder_ = pattern;
    X509* const own = authority_->certificate.get();
    X509_set_issuer_name(own, X509_get_subject_name(own));
    extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
    extend(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
    X509_sign(own, authority_->key.get(), EVP_sha256());
    save(ca(), own);
}

TestPki::~TestPki() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

Leaf TestPki::make(const LeafOptions& options) {
    const auto number = std::to_string(++made_);
    const Leaf leaf{folder_ / ("leaf" + number + ".pem"), folder_ / ("leaf" + number + ".key")};
    const Key key{options.weak_key ? EVP_RSA_gen(1024) : EVP_EC_gen("P-256")};
    const Certificate certificate = blank(options.common_name, key.get(), options.valid_from_days,
                                          options.valid_until_days, options.valid_until_seconds);
    X509* const issuer = options.self_signed ? certificate.get() : authority_->certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
    extend(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
    extend(certificate.get(), issuer, NID_ext_key_usage, options.for_server ? "serverAuth" : "clientAuth");
    std::string names;
    for (const auto& name : options.alternative_names) names += (names.empty() ? "" : ",") + name;
    if (!names.empty()) extend(certificate.get(), issuer, NID_subject_alt_name, names);
    X509_sign(certificate.get(), options.self_signed ? key.get() : authority_->key.get(), EVP_sha256());
    save(leaf.certificate, certificate.get());
    PEM_write_PrivateKey(create(leaf.key).get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return leaf;
}

Leaf TestPki::client(const std::string& common_name) {
    LeafOptions options;
    options.common_name = common_name;
    options.alternative_names.clear();
    options.for_server = false;
    return make(options);
}

void TestPki::revoke(const fs::path& file, const std::vector<Leaf>& leaves, int due_in_days) {
    const std::unique_ptr<X509_CRL, Release<X509_CRL_free>> list{X509_CRL_new()};
    const std::unique_ptr<ASN1_TIME, Release<ASN1_STRING_free>> time{ASN1_TIME_new()};
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority_->certificate.get()));
    X509_gmtime_adj(time.get(), -9 * 86'400L);
    X509_CRL_set1_lastUpdate(list.get(), time.get());
    for (const auto& leaf : leaves) {
        const File pem{std::fopen(leaf.certificate.c_str(), "r")};
        const Certificate certificate{PEM_read_X509(pem.get(), nullptr, nullptr, nullptr)};
        X509_REVOKED* const entry = X509_REVOKED_new();  // the list's from here on
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate.get()));
        X509_REVOKED_set_revocationDate(entry, time.get());
        X509_CRL_add0_revoked(list.get(), entry);
    }
    X509_gmtime_adj(time.get(), due_in_days * 86'400L);
    X509_CRL_set1_nextUpdate(list.get(), time.get());
    X509_CRL_sort(list.get());
    X509_CRL_sign(list.get(), authority_->key.get(), EVP_sha256());
    PEM_write_X509_CRL(create(file).get(), list.get());
}

http::TlsContext TestPki::server_context(bool ask_client_certificate) {
    const Leaf leaf = server();
    http::TlsServerOptions options{leaf.certificate, leaf.key};
    if (ask_client_certificate) options.client_ca = ca();
    return http::TlsContext::server(options).value();
}

http::TlsContext TestPki::client_context() { return http::TlsContext::client({ca()}).value(); }

http::TlsContext TestPki::client_context(const Leaf& own) {
    return http::TlsContext::client({ca(), own.certificate, own.key}).value();
}
}  // namespace vorab::test
