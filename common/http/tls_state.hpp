#pragma once
// What a TlsContext holds. For the files of this room only.
#include <memory>

#include <openssl/ssl.h>

#include "common/http/tls.hpp"

namespace vorab::http {

struct TlsContext::State {
    using Context = std::shared_ptr<SSL_CTX>;

    bool is_server = false;
    TlsServerOptions server = {};
    TlsClientOptions client = {};
    Context context = {};  ///< replaced as a whole by reload(); each connection holds the one it began with
};
}  // namespace vorab::http
