#pragma once
// GET /v1/mailboxes: the sender's assigned mailboxes with keys, and whether each hospital answers now (mission G2).
#include "gateway/mailboxes/directory.hpp"
#include "gateway/mailboxes/reachability.hpp"

namespace vorab::gateway {

std::string list_mailboxes(const Picture& picture, const core::ClientId& client, const Reachability& reachability);

}  // namespace vorab::gateway
