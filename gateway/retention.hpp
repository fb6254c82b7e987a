#pragma once
// What the gateway keeps for a time that is not a mission's: the audit. (Board entries, sessions, parked envelopes and
// used assertions are deleted where they are kept.)
#include "common/core/clock.hpp"
#include "common/database/database.hpp"

namespace vorab::gateway {

/// Deletes audit rows from before `time`, a few thousand in each transaction; returns how many.
std::uint64_t forget_audit(database::Connection& connection, core::Timestamp time);

/// Does so every hour until cancelled; the first time at once. While the database is gone, later.
async::Task<void> forget_old_audit(database::Database& database, const core::Clock& clock, std::chrono::days keep);

}  // namespace vorab::gateway
