#pragma once
// How a case goes: everything that hangs on it and the record of its deletion in one transaction, so that a case is
// there whole or not at all. With it go the keys of its attachments; their sealed chunks, which may be gigabytes, can
// be opened by nobody from then on, and are swept up batch by batch.
#include <span>
#include <vector>

#include "common/database/connection.hpp"
#include "hospital_server/audit/deletion_record.hpp"

namespace vorab::hospital_server::retention {

/// Statements with one parameter, the case. A table that hangs on a case belongs in this list (a test looks for tables
/// with a column case_id that are not).
std::span<const char* const> follows_a_case();

/// Within the caller's transaction, which holds the cases' rows.
void delete_cases(database::Connection& connection, const std::vector<audit::Deletion>& cases, core::Timestamp now);

/// One transaction: some chunks of a case that was deleted before. Returns how many went.
std::uint64_t sweep_chunks(database::Connection& connection, core::Timestamp now);

}  // namespace vorab::hospital_server::retention
