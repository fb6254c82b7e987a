#pragma once
// Licence keys as an administrator sees them. The key itself is known to nobody: a licence is named by the first 16 hex
// digits of its proof's hash. A running server notices each change within seconds (Boards::follow).
#include <optional>
#include <string>
#include <vector>

#include "common/board/store.hpp"

namespace vorab::board {

struct LicenceStatus {
    std::string id;
    core::MailboxId mailbox;
    boost::json::object config;
    bool revoked = false;
    std::optional<core::Timestamp> seen_at = {};  ///< last sign of life of its browser; empty when no browser has it
};

std::string licence_id(core::BytesView proof_sha256);
std::vector<LicenceStatus> list_licences(database::Connection& connection);

/// All of these return not_found for an id that no licence has, and belong into a transaction of the caller's.

/// Locked until the transaction ends: for who keeps what it was before a change.
core::Result<boost::json::object> config_of(database::Connection& connection, const std::string& id);

/// Takes the licence away from the browser that has it, so that another may have it at once. Returns the mailbox.
core::Result<core::MailboxId> release_licence(database::Connection& connection, const std::string& id);

/// The key opens nothing any more; whoever watches is sent away.
core::Result<core::MailboxId> revoke_licence(database::Connection& connection, const std::string& id);
core::Result<core::MailboxId> enable_licence(database::Connection& connection, const std::string& id);

/// conflict: it was not revoked before.
core::Result<core::MailboxId> remove_licence(database::Connection& connection, const std::string& id);

/// Changes the named members of the configuration; an open board shows it without a reload. schema_violation as
/// configured() says.
core::Result<core::MailboxId> configure_licence(database::Connection& connection, const std::string& id,
                                                const boost::json::object& changes);

}  // namespace vorab::board
