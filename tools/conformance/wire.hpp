#pragma once
// One TLS connection, byte for byte: for what no HTTP client would send, and for streams that do not end. Blocking.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/http/client.hpp"

namespace vorab::conformance {

struct WireOptions {
    http::Origin origin;
    std::filesystem::path ca;
    int newest_tls = 13;  ///< 12: offers TLS 1.2 and nothing newer
};

class Wire {
  public:
    /// Throws Broken when nobody answers or the handshake fails.
    explicit Wire(const WireOptions& options);
    ~Wire();

    std::string tls_version() const;  ///< "TLSv1.3"
    void write(std::string_view bytes);
    /// What comes until the peer ends, `enough` stands in it, or nothing more comes for `silence`. The first byte may
    /// take five seconds.
    std::string read(std::chrono::milliseconds silence, std::string_view enough = "\n\n\n\n");
    bool ended() const;  ///< by the peer

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The answers in `bytes`, one after another, each with its whole body; those with Content-Length only.
std::vector<http::ClientResponse> answers_in(std::string_view bytes);

}  // namespace vorab::conformance
