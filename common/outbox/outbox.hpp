#pragma once
// The durable queue of deliveries, in the same database as the cases: a row is written in the transaction that stores a
// record, so nothing is told that is not stored and nothing stored is forgotten. States: pending, sending, delivered,
// rejected. Order is kept per case and (channel, target): a job waits for the earlier ones of its line.
#include <string_view>
#include <vector>

#include "common/database/database.hpp"
#include "common/outbox/delivery.hpp"

namespace vorab::outbox {

/// How long a claimed job belongs to whoever claimed it. The dispatcher ends a delivery before that.
inline constexpr std::chrono::seconds lease{60};

struct NewJob {
    std::string_view channel;
    std::string_view target;
};

/// Writes one row per job. Call inside the transaction that stores the record.
void enqueue(database::Connection& connection, const core::CaseId& case_id, const core::TransmissionId& transmission,
             core::Timestamp now, const std::vector<NewJob>& jobs);

class Outbox {
  public:
    Outbox(database::Database& database, const core::Clock& clock);

    /// Takes up to `limit` due jobs of one (channel, target), each the oldest open one of its case, and marks them
    /// sending under a lease: a process that dies gives them back when the lease ends.
    async::Task<std::vector<Job>> claim(std::string channel, std::string target, int limit);

    /// Writes how the attempt ended and when the next one is due.
    async::Task<void> settle(Job job, Delivery delivery, std::chrono::milliseconds pause);

    /// When the next job of this line becomes due; empty when none waits.
    async::Task<std::optional<core::Timestamp>> next_due(std::string channel, std::string target);

  private:
    database::Database& database_;
    const core::Clock& clock_;
};
}  // namespace vorab::outbox
