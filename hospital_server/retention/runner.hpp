#pragma once
// One run through the classes, in any database. It may be killed between any two batches, or within one: the next run
// goes on where this one ended, because what is gone is not found again and a batch is one transaction.
#include <boost/json/array.hpp>

#include "hospital_server/retention/classes.hpp"

namespace vorab::hospital_server::retention {

inline constexpr std::chrono::hours between_runs{1};

/// The classes that this database has (`chain` "server": the server's own), as turns of a run at `now`.
std::vector<Turn> turns(const Schedule& schedule, const std::string& chain, core::Timestamp now,
                        const audit::Notary& notary);

/// One transaction: the next batch of a turn. Deletes nothing when all is done; `sweep_chunks` belongs to it.
Batch step(database::Connection& connection, const Turn& turn);

/// After the last batch of a turn.
void finish(database::Connection& connection, const Turn& turn, std::uint64_t deleted);

/// All turns from beginning to end on this connection, for the command line. Returns how many were deleted.
std::uint64_t run_all(database::Connection& connection, const std::vector<Turn>& turns);

/// schemas/tracker.openapi.yaml, DeletionClass, `mailbox` being null.
boost::json::array report(database::Connection& connection, const std::vector<Turn>& turns);

}  // namespace vorab::hospital_server::retention
