#pragma once
// A throw-away certificate authority, for tests and for practising: issues to any key, well-formed or with one chosen
// flaw.
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "common/signing/keys.hpp"

namespace vorab::authority {

struct Issue {
    std::string common_name = "Leitstelle Musterstadt";
    std::string organisation = "Rettungsdienst Musterstadt";
    int begins_in_days = -1;
    int ends_in_days = 365;
    bool authority = false;
    bool basic_constraints = true;
    std::string key_usage = "critical,digitalSignature";
    std::string extended_key_usage = {};
    std::string alternative_names = {};  ///< as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1"
};

class Authority {
  public:
    explicit Authority(const std::string& name = "Test CA", signing::KeyType type = signing::KeyType::p256);

    /// PEM of the authority's own certificate.
    const std::string& pem() const { return pem_; }

    /// PEM of a certificate for `key`.
    std::string issue(const signing::PublicKey& key, const Issue& options = {}) const;
    boost::json::array x5c(const signing::PublicKey& key, const Issue& options = {}) const;

    /// An authority below this one. Its chains carry its own certificate.
    Authority intermediate(const Issue& options) const;

  private:
    Authority(const Issue& named, signing::PrivateKey key, std::string pem);
    std::string name_;
    std::string organisation_;
    signing::PrivateKey key_;
    std::string pem_;
    bool is_root_ = true;
};
}  // namespace vorab::authority
