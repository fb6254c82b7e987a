#pragma once
// What a TlsContext holds. For the files of this room only.
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "common/http/tls.hpp"

namespace vorab::http {

struct FreeSession {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using KeptSession = std::unique_ptr<SSL_SESSION, FreeSession>;

/// What a client resumes, by "host:port": a full handshake between two servers costs each a millisecond and more. As
/// many as the configuration names hosts.
using KeptSessions = std::map<std::string, KeptSession>;

struct TlsContext::State {
    using Context = std::shared_ptr<SSL_CTX>;

    bool is_server = false;
    TlsServerOptions server = {};
    TlsClientOptions client = {};
    std::shared_ptr<KeptSessions> sessions = {};  ///< of a client; each belongs to the context that it began with
    Context context = {};           ///< replaced as a whole by reload(); each connection holds the one it began with
    std::string revoked = {};       ///< the revocation lists as they were read
    std::uint64_t revocations = 0;  ///< how often these have changed: who was let in before may be let in no more
};
}  // namespace vorab::http
