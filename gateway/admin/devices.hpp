#pragma once
// What is administered of devices (clients): by the operator on the command line, by a rescue service in the browser
// for its own. Each function is one change, audited and kept. not_found: no such device, or not the author's.
#include <set>

#include "gateway/admin/change.hpp"
#include "gateway/mailboxes/scope.hpp"

namespace vorab::gateway::devices {

struct Device {
    core::ClientId id;
    std::string organisation;
    std::optional<std::string> label = {};  ///< what people call it
    Scopes scopes = Scope::send;
    core::Bytes secret_sha256 = {};              ///< empty: it has a key
    std::optional<std::string> public_jwk = {};  ///< for private_key_jwt
};

/// Adds it, or replaces what is known of it but its assignments. conflict: another rescue service has one of that id.
core::Result<void> put(database::Connection& connection, const Author& author, const Device& device,
                       core::Timestamp now);

/// conflict: it is so already.
core::Result<void> set_disabled(database::Connection& connection, const Author& author, const core::ClientId& id,
                                bool disabled, core::Timestamp now);

/// The old secret and every token that was given out for it end with this.
core::Result<void> replace_secret(database::Connection& connection, const Author& author, const core::ClientId& id,
                                  const core::Bytes& secret_sha256, core::Timestamp now);

/// The tokens that it has got so far are refused; it may ask for new ones.
core::Result<void> revoke_tokens(database::Connection& connection, const Author& author, const core::ClientId& id,
                                 core::Timestamp now);

/// unknown_mailbox. Nothing happens when it is assigned already.
core::Result<void> assign(database::Connection& connection, const Author& author, const core::ClientId& id,
                          const core::MailboxId& mailbox, core::Timestamp now);
/// conflict: it is not assigned.
core::Result<void> take_off(database::Connection& connection, const Author& author, const core::ClientId& id,
                            const core::MailboxId& mailbox, core::Timestamp now);

core::Result<void> remove(database::Connection& connection, const Author& author, const core::ClientId& id,
                          core::Timestamp now);

}  // namespace vorab::gateway::devices
