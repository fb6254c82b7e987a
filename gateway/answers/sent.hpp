#pragma once
// Remembers which sender a case belongs to, and which vehicle carries it to which mailbox, without keeping anybody
// waiting: what was delivered is noted in memory and written a moment later, all of an instance at once. An instance
// that is killed in that moment loses the note and nothing else: the sender hears 404 for its case, sends the same
// bytes again and is known; the vehicle is with its next transmission.
#include <vector>

#include "common/async/timer.hpp"
#include "common/database/database.hpp"
#include "common/envelope/slip.hpp"

namespace vorab::gateway::answers {

/// For whoever writes it in a transaction of their own (a parked envelope is not yet delivered).
void write_sent(database::Connection& connection, const envelope::RoutingSlip& slip, const core::ClientId& client,
                core::Timestamp now);

class Sent {
  public:
    Sent(async::Executor executor, database::Database& database, const core::Clock& clock, const core::Log& log);

    /// The hospital has taken it. Returns at once.
    void note(const envelope::RoutingSlip& slip, const core::ClientId& client);

    /// Writes what was noted, until cancelled.
    async::Task<void> run();

    /// Writes what was noted now: the end of a drain. False when the database failed; then it is still noted.
    async::Task<bool> write();

    struct Note {
        std::string transmission, case_id, client, mailbox, callsign, at;
        bool under_way = true;  ///< somebody is on the way: neither a test nor a cancellation
    };

  private:
    database::Database& database_;
    const core::Clock& clock_;
    const core::Log& log_;
    async::Signal noted_;
    std::vector<Note> notes_;
};
}  // namespace vorab::gateway::answers
