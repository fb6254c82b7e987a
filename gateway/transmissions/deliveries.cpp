#include "gateway/transmissions/deliveries.hpp"

#include <map>

#include "common/async/timer.hpp"
#include "gateway/transmissions/requests.hpp"

namespace vorab::gateway {
namespace {
using database::Connection;
constexpr std::size_t most_hospitals_at_once = 64;
constexpr std::chrono::hours settled_rows{6};  // from parking on: three more for asking what became of it
constexpr int expired_at_once = 100;
constexpr int lanes = 4;  // of one hospital: more would only take the database's connections from those who send now
}  // namespace

Deliveries::Deliveries(async::Executor executor, const Directory& directory, Forwarder& forwarder,
                       answers::Streams& streams, database::Database& database, const core::Clock& clock,
                       const core::Log& log, DeliveryOptions options)
    : directory_(directory),
      forwarder_(forwarder),
      streams_(streams),
      database_(database),
      clock_(clock),
      log_(log),
      options_(options),
      under_way_(executor, log, "parked envelopes") {}

async::Task<void> Deliveries::run() {
    for (;;) {
        co_await async::sleep_for(options_.round);
        try {
            if (options_.may_expire()) co_await expire();
            co_await round();
            co_await forget();
        } catch (const database::DatabaseError& error) {
            log_.error("parked envelopes: the database failed", {{"error", error.error_code()}});
        }
    }
}

/// One task for each hospital that has something due and is not served already.
async::Task<void> Deliveries::round() {
    auto unit =
        database_.run([now = clock_.now()](Connection& connection) { return parking::mailboxes_due(connection, now); });
    const auto due = co_await std::move(unit);
    const auto picture = directory_.picture();
    std::map<std::string, std::vector<core::MailboxId>> hospitals;
    for (const auto& id : due) {
        const auto mailbox = picture->mailboxes.find(id);  // one that is gone: it waits until it is back, or expires
        if (mailbox != picture->mailboxes.end()) hospitals[mailbox->second.intake_url].push_back(id);
    }
    for (auto& [intake_url, mailboxes] : hospitals) {
        if (busy_.size() >= most_hospitals_at_once) break;
        if (busy_.insert(intake_url).second) under_way_.spawn(serve(intake_url, std::move(mailboxes)));
    }
}

/// A hospital that is being served: nobody begins again before the last of its lanes has ended, however that ends.
struct Deliveries::Served {
    Served(std::set<std::string>& all, std::string which) : busy(all), intake_url(std::move(which)) {}
    ~Served() { busy.erase(intake_url); }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    std::set<std::string>& busy;
    const std::string intake_url;
};

async::Task<void> Deliveries::serve(std::string intake_url, std::vector<core::MailboxId> mailboxes) {
    const auto hospital = std::make_shared<const Served>(busy_, std::move(intake_url));
    for (const auto& id : mailboxes) {
        const auto picture = directory_.picture();
        const auto mailbox = picture->mailboxes.find(id);
        if (mailbox != picture->mailboxes.end()) co_await serve_mailbox(hospital, mailbox->second);
    }
}

/// One envelope asks whether the hospital is back. When it is, all the others come forward, several at a time: what
/// waits is mostly each one's three commits, which databases do together.
async::Task<void> Deliveries::serve_mailbox(std::shared_ptr<const Served> hospital, Mailbox mailbox) {
    const bool answered = co_await deliver_next(mailbox);
    if (!answered) co_return;
    co_await bring_forward(mailbox.id);
    for (int lane = 1; lane < lanes; ++lane) under_way_.spawn(serve_lane(hospital, mailbox));
    co_await serve_lane(hospital, mailbox);
}

/// One after the other while the hospital answers.
async::Task<void> Deliveries::serve_lane([[maybe_unused]] std::shared_ptr<const Served> hospital, Mailbox mailbox) {
    for (bool answered = true; answered;) {
        answered = co_await deliver_next(mailbox);
    }
}

/// False when nothing is due, or the hospital does not take it now.
async::Task<bool> Deliveries::deliver_next(Mailbox mailbox) {
    auto unit = database_.run([id = mailbox.id, now = clock_.now()](Connection& connection) {
        return parking::take_due(connection, id, now);
    });
    auto parked = co_await std::move(unit);
    if (!parked) co_return false;
    co_return co_await deliver(std::move(mailbox), std::move(*parked));
}

/// False when the hospital says nothing, or "not now": its next attempt is set already.
async::Task<bool> Deliveries::deliver(Mailbox mailbox, Parked parked) {
    auto answer = co_await forwarder_.send(mailbox, intake_request(parked.body, parked.client));
    if (!answer || !is_verdict(answer->status)) co_return false;
    co_await settle(std::move(parked), std::move(*answer));
    co_return true;
}

async::Task<void> Deliveries::settle(Parked parked, HospitalAnswer answer) {
    const bool delivered = answer.status < 300;
    auto unit = database_.run([parked, delivered, said = pass_through(answer).body, now = clock_.now(),
                               retention = options_.retention](Connection& connection) {
        database::Transaction transaction{connection};
        if (!parking::settle(connection, parked.transmission, delivered ? "delivered" : "refused", said)) return;
        using envelope::AnswerEvent;
        const auto event = delivered ? AnswerEvent::delivered : AnswerEvent::refused;
        answers::add(connection, parking::event_of(parked, event, now), now, retention);
        transaction.commit();
    });
    co_await std::move(unit);
    streams_.written();
    log_.info("parked envelope answered by the hospital",
              {{"transmission", parked.transmission}, {"status", answer.status}, {"attempts", parked.attempts + 1}});
}

async::Task<void> Deliveries::bring_forward(core::MailboxId mailbox) {
    auto unit = database_.run(
        [mailbox, now = clock_.now()](Connection& connection) { parking::bring_forward(connection, mailbox, now); });
    co_await std::move(unit);
}

/// Somebody's patient: the crew hears of it on its stream, the operator by an error in the log and in the metrics.
async::Task<void> Deliveries::expire() {
    for (;;) {
        auto unit = database_.run([now = clock_.now(), options = options_](Connection& connection) {
            database::Transaction transaction{connection};
            auto expired = parking::expire(connection, now - options.parking, expired_at_once);
            for (const auto& parked : expired) {
                const auto event = parking::event_of(parked, envelope::AnswerEvent::expired, now);
                answers::add(connection, event, now, options.retention);
            }
            transaction.commit();
            return expired;
        });
        const auto expired = co_await std::move(unit);
        for (const auto& parked : expired) {
            log_.error("envelope expired undelivered: the crew must telephone",
                       {{"transmission", parked.transmission}, {"case", parked.case_id}, {"mailbox", parked.mailbox}});
        }
        expired_ += expired.size();
        if (!expired.empty()) streams_.written();
        if (expired.size() < expired_at_once) co_return;
    }
}

/// Once a minute.
async::Task<void> Deliveries::forget() {
    const auto steady_now = std::chrono::steady_clock::now();
    if (steady_now < next_forgetting_) co_return;
    next_forgetting_ = steady_now + std::chrono::minutes{1};
    auto unit = database_.run([now = clock_.now(), retention = options_.retention](Connection& connection) {
        parking::forget(connection, now - settled_rows, now);
        return answers::forget(connection, now, retention);
    });
    const auto events = co_await std::move(unit);
    if (events > 0) log_.info("answers forgotten", {{"count", events}});
}
}  // namespace vorab::gateway
