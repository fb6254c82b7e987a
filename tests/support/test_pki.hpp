#pragma once
// Certificates for tests, made on the spot: a CA in a temporary folder, and whatever leaf a test needs, good or bad.
#include <filesystem>
#include <string>
#include <vector>

#include "common/http/tls.hpp"

namespace vorab::test {

struct LeafOptions {
    std::string common_name = "localhost";
    std::vector<std::string> alternative_names = {"DNS:localhost", "IP:127.0.0.1"};
    bool for_server = true;  ///< extended key usage: server, else client
    int valid_from_days = -1;
    int valid_until_days = 30;
    int valid_until_seconds = 0;  ///< in addition
    bool self_signed = false;
    bool weak_key = false;  ///< RSA with 1024 bits instead of P-256
};

struct Leaf {
    std::filesystem::path certificate;  ///< PEM
    std::filesystem::path key;          ///< PEM
};

class TestPki {
  public:
    /// Two of these have CAs of the same name and different keys.
    TestPki();
    ~TestPki();
    TestPki(const TestPki&) = delete;
    TestPki& operator=(const TestPki&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path ca() const { return folder_ / "ca.pem"; }

    /// A new leaf in files of its own.
    Leaf make(const LeafOptions& options);
    Leaf server() { return make({}); }
    Leaf client(const std::string& common_name);

    /// Writes this CA's list of revoked certificates (RFC 5280) to `file`, as it is due so many days from now.
    void revoke(const std::filesystem::path& file, const std::vector<Leaf>& leaves, int due_in_days = 7);

    /// TLS contexts for the common case: a server for localhost and 127.0.0.1, and clients that trust this CA.
    http::TlsContext server_context(bool ask_client_certificate = false);
    http::TlsContext client_context();
    http::TlsContext client_context(const Leaf& own);

  private:
    struct Authority;
    std::filesystem::path folder_;
    std::unique_ptr<Authority> authority_;
    int made_ = 0;
};
}  // namespace vorab::test
