#pragma once
// TLS 1.3 only (1.2 by explicit switch, docs/decisions/tls.md). Certificates can be replaced while connections live.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "common/core/result.hpp"

namespace vorab::http {

struct TlsServerOptions {
    std::filesystem::path certificate_chain;  ///< PEM, own certificate first
    std::filesystem::path private_key;        ///< PEM
    std::optional<std::filesystem::path> client_ca =
        {};  ///< PEM; when set every client must show a certificate that chains to it
    /// PEM; revocation lists (RFC 5280) of the CAs that stand in `client_ca`. Who is in one of them is refused, and so
    /// is who was issued by a CA that has none here. A list that is out of date still counts: an office that forgot to
    /// renew it must not keep patients from being announced (its end is told of before: certificates.hpp).
    std::optional<std::filesystem::path> client_revoked = {};
    bool allow_tls_1_2 = false;
};

struct TlsClientOptions {
    std::filesystem::path server_ca;  ///< PEM; the only roots that are trusted: the system's are not
    std::optional<std::filesystem::path> certificate_chain = {};  ///< for mutual TLS
    std::optional<std::filesystem::path> private_key = {};
};

/// A shared, reloadable set of TLS parameters. Copy freely; all copies see a reload. New handshakes use the new one.
class TlsContext {
  public:
    static core::Result<TlsContext> server(const TlsServerOptions& options);
    static core::Result<TlsContext> client(const TlsClientOptions& options);

    /// Reads the files again. On failure the old ones stay in use and the reason is returned.
    core::Result<void> reload();

    /// What it is made of; empty where there is none.
    struct Files {
        std::filesystem::path certificate;
        std::filesystem::path key;
        std::filesystem::path trusted;
        std::filesystem::path revoked;
    };
    Files files() const;

    struct State;
    const std::shared_ptr<State>& state() const { return state_; }

  private:
    explicit TlsContext(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};
}  // namespace vorab::http
