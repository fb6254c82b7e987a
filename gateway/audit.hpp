#pragma once
// The gateway's audit: who did what, and what was refused. Rows hold ids and words of ours, never content.
#include <optional>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/database/database.hpp"

namespace vorab::gateway {

struct AuditEvent {
    core::PublicText event;  ///< "transmission.refused", "token.refused", "client.added"
    std::optional<core::Problem> problem = {};
    std::optional<core::ClientId> client = {};
    std::optional<core::MailboxId> mailbox = {};
    std::optional<core::TransmissionId> transmission = {};
    std::string peer = {};         ///< numeric address
    std::string author = {};       ///< of a change: "cli:root", "web:meier"
    core::PublicText detail = {};  ///< why, where the event does not say it: at most 64 characters
};

void write_audit(database::Connection& connection, const AuditEvent& event, core::Timestamp now);

class Audit {
  public:
    Audit(database::Database& database, const core::Clock& clock) : database_(database), clock_(clock) {}
    async::Task<void> record(AuditEvent event);

  private:
    database::Database& database_;
    const core::Clock& clock_;
};
}  // namespace vorab::gateway
