#pragma once
// The durable queue of deliveries, in the same database as the cases: a row is written in the transaction that stores a
// record, so nothing is told that is not stored and nothing stored is forgotten. States: pending, sending, delivered,
// rejected (a person must look), discarded (a person has). Order is kept per case and (channel, target): a job waits
// for the earlier ones of its line, and has no time of its own until it is the first (docs/decisions/outbox.md).
#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "common/database/together.hpp"
#include "common/outbox/delivery.hpp"
#include "common/outbox/owner.hpp"

namespace vorab::outbox {

/// How long a claimed job belongs to whoever claimed it, unless renewed: so long is what a lost host had in its hands
/// in nobody's.
inline constexpr std::chrono::seconds lease{15};

/// How many more jobs a line may take.
struct Places {
    std::string channel;
    std::string target;
    int free = 0;
};

struct NewJob {
    std::string_view channel;
    std::string_view target;
    /// It tells how things stand when it is sent: one that waits already will tell the same, and no other is written.
    bool tells_state = false;
};

/// Writes one row per job. Call inside the transaction that stores the record. `first_of_case`: there can be no earlier
/// jobs of this case, nobody needs to look for them.
void enqueue(database::Connection& connection, const core::CaseId& case_id, const core::TransmissionId& transmission,
             core::Timestamp now, const std::vector<NewJob>& jobs, bool first_of_case = false);

/// What else belongs into the transaction that writes how an attempt ended; runs on a database thread.
using OnSettled = std::function<void(database::Connection&, const Job&, const Delivery&, core::Timestamp)>;

class Outbox {
  public:
    Outbox(database::Database& database, const core::Clock& clock, OnSettled on_settled = {},
           std::string owner = this_process());

    /// Takes up to `limit` due jobs of one (channel, target), each the oldest open one of its case, and marks them
    /// sending under a lease.
    async::Task<std::vector<Job>> claim(std::string channel, std::string target, int limit);

    /// The same for jobs of these cases alone, of several lines in one transaction, but not what another process left.
    async::Task<std::vector<Job>> claim_written(std::set<core::CaseId> cases, std::vector<Places> places);

    /// The leases of what is still being sent begin anew.
    async::Task<void> renew(std::vector<Job> jobs);

    /// Writes how the attempt ended and when the next one is due. Returns whether another of its line may go now.
    async::Task<bool> settle(Job job, Delivery delivery, std::chrono::milliseconds pause);

    /// When the next job of this line becomes due; empty when none waits.
    async::Task<std::optional<core::Timestamp>> next_due(std::string channel, std::string target);

    /// The peer answers again: these failed only because it did not, and are due now.
    async::Task<void> hasten(std::vector<std::int64_t> ids);

    /// What processes of this host that have ended were sending is due now. Returns how many jobs.
    async::Task<std::uint64_t> take_back(std::string channel, std::string target);

  private:
    database::Database& database_;
    database::Together settling_;  ///< many deliveries end at a time
    const core::Clock& clock_;
    OnSettled on_settled_;
    std::string owner_;
};
}  // namespace vorab::outbox
