#include "common/signing/chain.hpp"

#include <algorithm>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include <boost/json/serialize.hpp>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "common/signing/hash.hpp"
#include "common/signing/openssl.hpp"
#include "common/signing/pem_file.hpp"

namespace vorab::signing {
namespace {
using core::Failure;
using core::Problem;
using core::Result;
using openssl::Certificate;
using openssl::require;
using Store = openssl::Owned<X509_STORE, X509_STORE_free>;
using StoreContext = openssl::Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

constexpr std::size_t most_certificates = 5;
constexpr std::size_t largest_certificate = 8 * 1024;
constexpr std::size_t remembered_chains = 256;
constexpr int security_level = 3;  // 128 bits: RSA 3072, P-256, SHA-256

const Failure not_a_chain{Problem::signature_invalid, "x5c: 1 to 5 certificates, base64 DER, own first"};
const Failure not_trusted{Problem::signature_invalid, "x5c: does not lead to a certificate authority that is trusted"};
const Failure not_now{Problem::signature_invalid, "x5c: a certificate of the chain is not valid now"};
const Failure not_for_this{Problem::signature_invalid, "x5c: the certificate was not issued for this purpose"};

void release_borrowed(STACK_OF(X509) * stack) { sk_X509_free(stack); }
using Borrowed = openssl::Owned<STACK_OF(X509), release_borrowed>;

core::Timestamp time_of(const ASN1_TIME* time) {
    std::tm calendar{};
    require(ASN1_TIME_to_tm(time, &calendar) == 1);
    return core::Timestamp{std::chrono::seconds{timegm(&calendar)}};
}

std::string name_entry(const X509* certificate, int nid) {
    const auto* name = X509_get_subject_name(certificate);
    const int index = X509_NAME_get_index_by_NID(name, nid, -1);
    if (index < 0) return {};
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    if (size < 0) return {};
    std::string result(reinterpret_cast<char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return result;
}

/// Key usage and extended key usage restrict only where they are present (RFC 5280 sections 4.2.1.3 and 4.2.1.12).
bool is_made_for(X509* certificate, Purpose purpose) {
    const std::uint32_t wanted = purpose == Purpose::signature ? static_cast<std::uint32_t>(KU_DIGITAL_SIGNATURE)
                                                               : KU_KEY_AGREEMENT | KU_KEY_ENCIPHERMENT;
    if ((X509_get_key_usage(certificate) & wanted) == 0) return false;
    const auto extended = X509_get_extended_key_usage(certificate);  // all bits set when absent
    const bool for_tls = (extended & (XKU_SSL_SERVER | XKU_SSL_CLIENT)) != 0;
    return !for_tls || (extended & (XKU_SMIME | XKU_ANYEKU)) != 0;
}

/// Older forms of certificates may pass as an issuer in OpenSSL; here only basicConstraints with CA does.
bool are_issuers_authorities(STACK_OF(X509) * chain) {
    for (int i = 1; i < sk_X509_num(chain); ++i) {
        if (X509_check_ca(sk_X509_value(chain, i)) != 1) return false;
    }
    return true;
}

Result<std::vector<Certificate>> read_certificates(const boost::json::array& x5c) {
    if (x5c.empty() || x5c.size() > most_certificates) return not_a_chain;
    std::vector<Certificate> certificates;
    for (const auto& item : x5c) {
        if (!item.is_string() || item.get_string().size() > largest_certificate) return not_a_chain;
        const auto der = core::from_base64(item.get_string());
        if (!der) return not_a_chain;
        const unsigned char* at = der->data();
        certificates.emplace_back(d2i_X509(nullptr, &at, static_cast<long>(der->size())));
        openssl::forget_errors();
        if (!certificates.back() || at != der->data() + der->size()) return not_a_chain;
    }
    return certificates;
}

Failure refusal(int error) {
    const bool time = error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
    return time ? not_now : not_trusted;
}

Result<VerifiedCertificate> describe(X509* own, STACK_OF(X509) * chain) {
    EVP_PKEY* handle = X509_get_pubkey(own);
    openssl::forget_errors();
    if (!handle) return not_a_chain;
    auto key = PublicKey::from_handle(KeyHandle{handle, EVP_PKEY_free});
    if (!key) return Failure{Problem::signature_invalid, key.error().detail};
    core::Bytes digest(32, 0);
    require(X509_digest(own, openssl::sha256(), digest.data(), nullptr) == 1);
    VerifiedCertificate result{*key,
                               name_entry(own, NID_organizationName),
                               name_entry(own, NID_commonName),
                               core::to_hex(digest),
                               core::Timestamp::min(),
                               core::Timestamp::max()};
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        const auto* link = sk_X509_value(chain, i);
        result.not_before = std::max(result.not_before, time_of(X509_get0_notBefore(link)));
        result.not_after = std::min(result.not_after, time_of(X509_get0_notAfter(link)));
    }
    return result;
}

Result<VerifiedCertificate> verify_now(X509_STORE* store, Purpose purpose, const boost::json::array& x5c,
                                       core::Timestamp now) {
    const auto certificates = read_certificates(x5c);
    if (!certificates) return certificates.error();
    const Borrowed between{sk_X509_new_null()};
    for (const auto& certificate : *certificates) require(sk_X509_push(between.get(), certificate.get()) > 0);
    X509* own = certificates->front().get();

    const StoreContext context{X509_STORE_CTX_new()};
    require(context != nullptr && X509_STORE_CTX_init(context.get(), store, own, between.get()) == 1);
    auto* parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(parameters, core::unix_seconds(now));
    X509_VERIFY_PARAM_set_auth_level(parameters, security_level);
    X509_VERIFY_PARAM_set_depth(parameters, static_cast<int>(most_certificates));
    require(X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN) == 1);
    const bool verified = X509_verify_cert(context.get()) == 1;
    openssl::forget_errors();
    if (!verified) return refusal(X509_STORE_CTX_get_error(context.get()));
    auto* chain = X509_STORE_CTX_get0_chain(context.get());
    if (!are_issuers_authorities(chain)) return not_trusted;
    if (!is_made_for(own, purpose)) return not_for_this;
    return describe(own, chain);
}

/// Exactly the bytes: a chain that differs in one is another chain.
std::string digest_of(const boost::json::array& x5c) {
    return std::string{core::text_of(sha256(core::bytes_of(boost::json::serialize(x5c))))};
}
}  // namespace

/// The least recently used chain is forgotten first.
struct ChainVerifier::State {
    Store store{X509_STORE_new()};
    Purpose purpose = Purpose::signature;

    std::optional<VerifiedCertificate> remembered(const std::string& digest) {
        const std::lock_guard lock{mutex_};
        const auto found = places_.find(digest);
        if (found == places_.end()) return std::nullopt;
        chains_.splice(chains_.begin(), chains_, found->second);
        return found->second->second;
    }
    void remember(const std::string& digest, const VerifiedCertificate& certificate) {
        const std::lock_guard lock{mutex_};
        if (places_.contains(digest)) return;
        chains_.emplace_front(digest, certificate);
        places_[digest] = chains_.begin();
        if (chains_.size() <= remembered_chains) return;
        places_.erase(chains_.back().first);
        chains_.pop_back();
    }

  private:
    using Chains = std::list<std::pair<std::string, VerifiedCertificate>>;
    std::mutex mutex_;
    Chains chains_;
    std::unordered_map<std::string, Chains::iterator> places_;
};

ChainVerifier::ChainVerifier(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChainVerifier::ChainVerifier(ChainVerifier&&) noexcept = default;
ChainVerifier& ChainVerifier::operator=(ChainVerifier&&) noexcept = default;
ChainVerifier::~ChainVerifier() = default;

Result<ChainVerifier> ChainVerifier::from_pem(std::string_view roots, Purpose purpose) {
    const auto list = x5c_from_pem(roots);
    if (!list) return list.error();
    auto state = std::make_unique<State>();
    require(state->store != nullptr);
    state->purpose = purpose;
    for (const auto& item : *list) {
        const auto root = read_certificates({item});
        if (!root) return root.error();
        require(X509_STORE_add_cert(state->store.get(), root->front().get()) == 1);
    }
    return ChainVerifier{std::move(state)};
}

Result<ChainVerifier> ChainVerifier::from_pem_file(const std::filesystem::path& roots, Purpose purpose) {
    const auto pem = read_pem_file(roots);
    if (!pem) return pem.error();
    return from_pem(*pem, purpose);
}

Result<VerifiedCertificate> ChainVerifier::verify(const boost::json::array& x5c, core::Timestamp now) const {
    const auto digest = digest_of(x5c);
    if (const auto known = state_->remembered(digest)) {
        if (now < known->not_before || now > known->not_after) return not_now;
        return *known;
    }
    auto verified = verify_now(state_->store.get(), state_->purpose, x5c, now);
    if (verified) state_->remember(digest, *verified);
    return verified;
}

Result<boost::json::array> x5c_from_pem(std::string_view pem) {
    const auto bio = openssl::reader(pem);
    boost::json::array x5c;
    while (const Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
        unsigned char* der = nullptr;
        const int size = i2d_X509(certificate.get(), &der);
        require(size > 0);
        x5c.emplace_back(core::to_base64({der, static_cast<std::size_t>(size)}));
        OPENSSL_free(der);
    }
    openssl::forget_errors();
    if (x5c.empty()) return Failure{Problem::malformed, "no certificate in PEM"};
    return x5c;
}

Result<std::string> common_name_from_pem(std::string_view pem) {
    const auto bio = openssl::reader(pem);
    const Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
    openssl::forget_errors();
    if (!certificate) return Failure{Problem::malformed, "no certificate in PEM"};
    auto name = name_entry(certificate.get(), NID_commonName);
    if (name.empty()) return Failure{Problem::malformed, "the certificate has no common name"};
    return name;
}

Result<boost::json::array> x5c_from_pem_file(const std::filesystem::path& path) {
    const auto pem = read_pem_file(path);
    if (!pem) return pem.error();
    return x5c_from_pem(*pem);
}
}  // namespace vorab::signing
