#pragma once
// What is parked goes to its hospital as soon as that answers again, and after three hours to nobody (mission G3, G5).
// Each hospital has a task of its own: thousands of envelopes for one that is gone delay no other by a moment. One that
// has answered gets several at a time, until nothing is left or it falls silent.
#include <set>

#include "common/async/task_group.hpp"
#include "gateway/answers/streams.hpp"
#include "gateway/transmissions/forward.hpp"
#include "gateway/transmissions/parking.hpp"

namespace vorab::gateway {

struct DeliveryOptions {
    std::chrono::hours parking{3};  ///< mission G5
    std::chrono::milliseconds round{1'000};
    answers::Retention retention = {};
    std::function<bool()> may_expire = [] { return true; };  ///< false while the clock is in doubt
};

class Deliveries {
  public:
    Deliveries(async::Executor executor, const Directory& directory, Forwarder& forwarder, answers::Streams& streams,
               database::Database& database, const core::Clock& clock, const core::Log& log, DeliveryOptions options);

    /// Delivers what is parked, expires what is too old, forgets what is over; until cancelled.
    async::Task<void> run();

    /// After run() has ended: lets what is under way end.
    async::Task<void> drain(std::chrono::milliseconds grace) { return under_way_.drain(grace); }

    std::uint64_t expired() const { return expired_; }  ///< since the start of this instance: for the operator's alert

  private:
    async::Task<void> round();
    async::Task<void> serve(std::string intake_url, std::vector<core::MailboxId> mailboxes);
    struct Served;
    async::Task<void> serve_mailbox(std::shared_ptr<const Served> hospital, Mailbox mailbox);
    async::Task<void> serve_lane(std::shared_ptr<const Served> hospital, Mailbox mailbox);
    async::Task<bool> deliver_next(Mailbox mailbox);
    async::Task<bool> deliver(Mailbox mailbox, Parked parked);
    async::Task<void> settle(Parked parked, HospitalAnswer answer);
    async::Task<void> bring_forward(core::MailboxId mailbox);
    async::Task<void> expire();
    async::Task<void> forget();

    const Directory& directory_;
    Forwarder& forwarder_;
    answers::Streams& streams_;
    database::Database& database_;
    const core::Clock& clock_;
    const core::Log& log_;
    DeliveryOptions options_;
    async::TaskGroup under_way_;
    std::set<std::string> busy_;  ///< hospitals that are being served now, by their intake's address
    std::uint64_t expired_ = 0;
    std::chrono::steady_clock::time_point next_forgetting_{};
};
}  // namespace vorab::gateway
