#pragma once
// Chunks whose hospital did not answer: kept durably, tried again, gone after three hours (mission G5, G10).
#include <optional>
#include <string>
#include <vector>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/database/database.hpp"
#include "gateway/limits/limits.hpp"

namespace vorab::gateway {

struct ChunkName {
    core::MailboxId mailbox;
    core::CaseId case_id;
    core::AttachmentId attachment;
    std::uint16_t number = 0;
};

struct ParkedChunk {
    ChunkName name;
    std::string sealed;
    int attempts = 0;
};

/// Plain functions over the `parked_chunk` table; each is one unit of work.
namespace chunk_parking {

/// conflict: this chunk is parked with other bytes. too_many_requests: the case's quota is used up.
core::Result<void> park(database::Connection& connection, const ChunkName& name, const core::ClientId& client,
                        std::string_view sealed, const ChunkQuota& quota, core::Timestamp now);

/// The numbers of an attachment's parked chunks, ascending.
std::vector<std::int64_t> numbers(database::Connection& connection, const ChunkName& any_of_attachment);

/// For which mailboxes something waits that should be tried now.
std::vector<core::MailboxId> mailboxes_due(database::Connection& connection, core::Timestamp now);

/// Takes the one that has been due for longest and moves its next attempt, so that no other instance takes it too.
std::optional<ParkedChunk> due(database::Connection& connection, const core::MailboxId& mailbox, core::Timestamp now);

/// The hospital has it, or has refused it for good.
void remove(database::Connection& connection, const ChunkName& name);

/// The hospital of this mailbox is still silent: nothing for it is tried before `until`.
void postpone(database::Connection& connection, const core::MailboxId& mailbox, core::Timestamp until);

/// Parked for too long. Returns how many went.
std::uint64_t expire(database::Connection& connection, core::Timestamp parked_before);

}  // namespace chunk_parking
}  // namespace vorab::gateway
