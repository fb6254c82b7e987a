#include "common/trust/peers.hpp"

#include <algorithm>
#include <memory>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace vorab::trust {
namespace {
struct FreeVerifying {
    void operator()(X509_STORE_CTX* verifying) const { X509_STORE_CTX_free(verifying); }
};
using Verifying = std::unique_ptr<X509_STORE_CTX, FreeVerifying>;

core::PublicText words_for(long verdict) {
    switch (verdict) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return "certificate expired";
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "certificate not yet valid";
        case X509_V_ERR_CERT_REVOKED:
            return "certificate revoked";
        case X509_V_ERR_UNABLE_TO_GET_CRL:
            return "no revocation list of the certificate's issuer";
        case X509_V_ERR_INVALID_PURPOSE:
            return "certificate for another use";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return "certificate of another host";
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return "certificate of no trusted CA, or an intermediate is missing";
        default:
            return "certificate not accepted";
    }
}

std::time_t seconds_of(const ASN1_TIME* time) {
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return ::timegm(&parts);
}
}  // namespace

core::PublicText handshake_reason(const SSL* connection, unsigned long error) {
    const long verdict = SSL_get_verify_result(connection);
    if (verdict != X509_V_OK) return words_for(verdict);
    switch (ERR_GET_REASON(error)) {
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            return "no certificate";
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
            return "our certificate has expired, the peer says";
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
            return "the peer does not trust our certificate";
        default:
            return "no TLS handshake";
    }
}

std::optional<std::time_t> first_end(const SSL* connection) {
    std::optional<std::time_t> first;
    const X509* const own = SSL_get0_peer_certificate(connection);
    if (own != nullptr) first = seconds_of(X509_get0_notAfter(own));
    const auto* const chain = SSL_get0_verified_chain(connection);
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        const auto end = seconds_of(X509_get0_notAfter(sk_X509_value(chain, i)));
        first = std::min(first.value_or(end), end);
    }
    return first;
}

std::optional<core::PublicText> objection(const SSL* connection, SSL_CTX* rules) {
    X509* const certificate = SSL_get0_peer_certificate(connection);
    if (certificate == nullptr || SSL_CTX_get_verify_mode(rules) == SSL_VERIFY_NONE) return std::nullopt;
    const Verifying verifying{X509_STORE_CTX_new()};
    if (!verifying || X509_STORE_CTX_init(verifying.get(), SSL_CTX_get_cert_store(rules), certificate,
                                          SSL_get_peer_cert_chain(connection)) != 1)
        throw std::bad_alloc();
    X509_STORE_CTX_set_default(verifying.get(), "ssl_client");
    X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(verifying.get()), SSL_CTX_get0_param(rules));
    if (auto* const let = SSL_CTX_get_verify_callback(rules)) X509_STORE_CTX_set_verify_cb(verifying.get(), let);
    const bool holds = X509_verify_cert(verifying.get()) == 1;
    ERR_clear_error();
    if (holds) return std::nullopt;
    return words_for(X509_STORE_CTX_get_error(verifying.get()));
}
}  // namespace vorab::trust
