#include "hospital_server/health/health.hpp"

#include "common/outbox/outbox_queries.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::health {

/// Those that only sign are watched, too: receipts that nobody accepts, records of senders whom nobody trusts any more.
Health::Health(async::Executor executor, const Config& config, database::Database& database,
               const cases::Mailboxes& mailboxes, const core::Clock& clock, const core::Log& log)
    : database_(database),
      mailboxes_(mailboxes),
      clock_(clock),
      certificates_(clock, log),
      clock_watch_(clock, log),
      durability_(mailboxes, log),
      strangers_(executor, database, clock, log),
      watching_(executor, log, "health") {
    certificates_.watch({.use = "receipts", .certificate = config.receipt_certificate});
    certificates_.watch({.use = "senders", .trusted = config.sender_ca});
}

void Health::watch_door(http::ServerOptions& options) {
    options.turned_away = [this](http::Turned, const std::string& address, const core::PublicText& reason) {
        strangers_.note(intake_door, address, reason);
    };
}

void Health::start() {
    watching_.spawn(certificates_.run());
    watching_.spawn(clock_watch_.run([this](program::ClockStep step) { return clock_stepped(step); }));
    watching_.spawn(durability_.run());
}

async::Task<void> Health::drain() {
    co_await watching_.drain(std::chrono::milliseconds{0});
    co_await strangers_.drain();
}

/// Deliveries that were due "in ten seconds" are due, wherever the clock stands now.
async::Task<void> Health::clock_stepped(program::ClockStep step) {
    const auto now = clock_.now();
    audit::Event event{.event = "clock.stepped", .target = core::PublicText{step.by.count()} + " s"};
    auto unit = database_.run([event, now](database::Connection& connection) { audit::write(connection, event, now); });
    co_await std::move(unit);
    for (const auto& [id, mailbox] : mailboxes_.all()) {
        auto hasten = mailbox->database.run(
            [now](database::Connection& connection) { return outbox::hasten_late(connection, now); });
        [[maybe_unused]] const auto hastened = co_await std::move(hasten);
        mailbox->dispatcher.wake();
    }
}

std::vector<Warning> Health::warnings() const {
    std::vector<Warning> all = durability_.warnings();
    for (const auto& ending : certificates_.soon())
        all.push_back({"certificate_ends", ending.use + " " + ending.what, http::days_left(ending, clock_.now())});
    if (const auto step = clock_watch_.recent()) all.push_back({"clock_jumped", "this machine", step->by.count()});
    return all;
}
}  // namespace vorab::hospital_server::health
