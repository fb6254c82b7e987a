#pragma once
// What a TlsContext holds. For the files of this room only.
#include <cstdint>
#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "common/http/tls.hpp"

namespace vorab::http {

struct TlsContext::State {
    using Context = std::shared_ptr<SSL_CTX>;

    bool is_server = false;
    TlsServerOptions server = {};
    TlsClientOptions client = {};
    Context context = {};           ///< replaced as a whole by reload(); each connection holds the one it began with
    std::string revoked = {};       ///< the revocation lists as they were read
    std::uint64_t revocations = 0;  ///< how often these have changed: who was let in before may be let in no more
};
}  // namespace vorab::http
