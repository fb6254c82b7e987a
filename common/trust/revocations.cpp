#include "common/trust/revocations.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace vorab::trust {
namespace {
core::Failure cannot(core::PublicText what, const std::filesystem::path& path) {
    ERR_clear_error();
    return core::failure(core::Problem::malformed, what + core::PublicText::from_operator(path.string()));
}

/// A list out of date is better than none, and than nobody let in.
int let_old_lists_count(int well, X509_STORE_CTX* verifying) {
    return X509_STORE_CTX_get_error(verifying) == X509_V_ERR_CRL_HAS_EXPIRED ? 1 : well;
}

/// Of one of the CAs in this store?
bool is_ours(const STACK_OF(X509_OBJECT) * store, X509_CRL* list) {
    for (int i = 0; i < sk_X509_OBJECT_num(store); ++i) {
        X509* const ca = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(store, i));
        if (ca != nullptr && X509_CRL_verify(list, X509_get0_pubkey(ca)) == 1) return true;
    }
    return false;
}
}  // namespace

/// A list of another CA is a file in the wrong place; with it nobody would be let in, so it is not taken.
std::optional<core::Failure> refuse_revoked(SSL_CTX* context, const std::filesystem::path& file) {
    X509_STORE* const store = SSL_CTX_get_cert_store(context);
    X509_LOOKUP* const lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    if (X509_load_crl_file(lookup, file.c_str(), X509_FILETYPE_PEM) <= 0)
        return cannot("not a PEM file of certificate revocation lists: ", file);
    const auto* const all = X509_STORE_get0_objects(store);
    for (int i = 0; i < sk_X509_OBJECT_num(all); ++i) {
        X509_CRL* const list = X509_OBJECT_get0_X509_CRL(sk_X509_OBJECT_value(all, i));
        if (list != nullptr && !is_ours(all, list))
            return cannot("a revocation list of a CA that is not trusted here: ", file);
    }
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), &let_old_lists_count);
    return std::nullopt;
}
}  // namespace vorab::trust
