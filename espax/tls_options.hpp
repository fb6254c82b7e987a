#pragma once
// How an alarm server is trusted, and how we show who we are. TLS 1.2 or 1.3.
#include <filesystem>
#include <optional>
#include <string>

namespace vorab::espax {

struct TlsOptions {
    std::filesystem::path ca;                                     ///< PEM; the only roots that are trusted
    std::string name = {};                                        ///< that the server's certificate must carry
    std::optional<std::filesystem::path> certificate_chain = {};  ///< PEM, where the server wants to see one
    std::optional<std::filesystem::path> private_key = {};
};

/// For a server of our own (the simulator).
struct TlsServerOptions {
    std::filesystem::path certificate_chain;
    std::filesystem::path private_key;
    std::optional<std::filesystem::path> client_ca = {};  ///< every client must show a certificate of it
};

}  // namespace vorab::espax
