#pragma once
// OpenSSL's own socket BIO writes with write(2), which raises SIGPIPE when the peer has gone. This one does not.
#include <openssl/bio.h>

namespace vorab::http {

/// A BIO over a non-blocking socket that somebody else owns and closes.
BIO* new_socket_bio(int socket);

}  // namespace vorab::http
