#pragma once
// A request of ours as it goes over the wire (RFC 9112). For the files of this room only.
#include <string>

#include "common/http/client.hpp"

namespace vorab::http {

/// Whether head_of() ends with the body: a small one goes with the head, as one TLS record.
bool goes_with_head(const ClientRequest& request);

/// What goes over the wire before the body, and the body when it goes with it. Throws std::invalid_argument for a
/// target or a header that would not be one.
std::string head_of(const ClientRequest& request, const Origin& origin);

}  // namespace vorab::http
