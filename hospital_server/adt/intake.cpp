#include "hospital_server/adt/intake.hpp"

#include <algorithm>

#include "hl7/profiles.hpp"

namespace vorab::hospital_server::adt {
using hl7::Outcome;
using hl7::Verdict;

namespace {
constexpr std::size_t most_in_a_commit = 256;
constexpr std::size_t most_kept_at_once = 32;
constexpr std::chrono::hours long_time{1};
constexpr std::size_t kept_bytes = 4096;

hl7::MessageLimits limits_of(const ListenerConfig& from) {
    // An ADT message has a few dozen segments; what is far beyond is no ADT message.
    return {.bytes = from.message_bytes, .segments = 2'000, .fields = 300, .repetitions = 500, .components = 300};
}

/// Whether this is for us at all, by its header (HL7 v2.5 2.9.3.2: AR).
std::optional<Outcome> not_ours(const hl7::Message& message, const ListenerConfig& from) {
    if (auto fault = hl7::header_fault(message)) return fault;
    const auto& ids = from.processing_ids;
    const auto id = message.get("MSH", 11);
    if (!ids.empty() && std::find(ids.begin(), ids.end(), id) == ids.end())
        return Outcome{Verdict::rejected, 202, {"MSH", 1, 11}, "messages of this processing id are not taken here"};
    const auto version = message.get("MSH", 12);
    if (!version.empty() && !version.starts_with("2."))
        return Outcome{Verdict::rejected, 203, {"MSH", 1, 12}, "only version 2 is taken"};
    if (!from.receiving_application.empty() && message.get("MSH", 5) != from.receiving_application)
        return Outcome{Verdict::rejected, 207, {"MSH", 1, 5}, "this is not the receiving application"};
    if (!from.receiving_facility.empty() && message.get("MSH", 6) != from.receiving_facility)
        return Outcome{Verdict::rejected, 207, {"MSH", 1, 6}, "this is not the receiving facility"};
    return std::nullopt;
}
}  // namespace

struct Intake::Waiting {
    Waiting(async::Executor executor, Received what) : received(std::move(what)), done(executor) {}
    Received received;
    async::Signal done;
    bool settled = false;
    bool stored = false;
};

Intake::Intake(async::Executor executor, database::Database& database, const core::Clock& clock, const core::Log& log)
    : executor_(executor),
      database_(database),
      clock_(clock),
      log_(log),
      work_(executor),
      keeping_(executor, log, "hl7 quarantine") {}

hl7::Stamp Intake::stamp() {
    const auto now = clock_.now();
    // Twenty characters, as v2.5 has it for MSH-10.
    return {"V" + std::to_string(now.time_since_epoch().count()) + std::to_string(++answers_ % 1000), now, {}};
}

async::Task<std::string> Intake::take(std::string bytes, const ListenerConfig& from) {
    const auto limits = limits_of(from);
    std::string beginning = bytes.substr(0, kept_bytes);
    const auto message = hl7::Message::parse(std::move(bytes), limits);
    if (!message) {
        ++counts_.refused;
        keep(from, message.error().detail, beginning);
        co_return hl7::acknowledge_unreadable(message.error(), stamp());
    }
    if (hl7::is_acknowledgement(*message)) {
        ++counts_.left_alone;
        co_return std::string{};
    }
    std::string reply = co_await answer(*message, from);
    co_return reply;
}

async::Task<std::string> Intake::answer(const hl7::Message& message, const ListenerConfig& from) {
    Outcome outcome;
    auto fault = not_ours(message, from);
    auto read = fault ? std::variant<hl7::Adt, hl7::NotForUs, Outcome>{std::move(*fault)}
                      : hl7::read_adt(message, from.reading, clock_.now());
    if (auto* adt = std::get_if<hl7::Adt>(&read)) {
        Received received{std::move(*adt), fingerprint_of(message, from.name)};
        co_await store(std::move(received));
    } else if (auto* refused = std::get_if<Outcome>(&read)) {
        outcome = std::move(*refused);
    } else if (from.reject_others) {
        outcome = {Verdict::rejected, 200, {"MSH", 1, 9}, "this kind of message is not taken here"};
    } else {
        ++counts_.left_alone;
    }
    if (outcome.verdict != Verdict::accepted) {
        ++counts_.refused;
        keep(from, outcome.text, message.serialise());
    }
    co_return hl7::acknowledge(message, outcome, stamp());
}

async::Task<void> Intake::store(Received received) {
    const auto waiting = std::make_shared<Waiting>(executor_, std::move(received));
    waiting_.push_back(waiting);
    work_.notify();
    while (!waiting->settled) {
        const bool woken = co_await waiting->done.wait(long_time);
        static_cast<void>(woken);
    }
    if (!waiting->stored) throw std::runtime_error("an ADT message could not be stored: its sender will send it again");
}

async::Task<void> Intake::run() {
    for (;;) {
        while (waiting_.empty()) {
            const bool woken = co_await work_.wait(long_time);
            static_cast<void>(woken);
        }
        Batch batch;
        while (!waiting_.empty() && batch.size() < most_in_a_commit) {
            batch.push_back(std::move(waiting_.front()));
            waiting_.pop_front();
        }
        co_await commit(std::move(batch));
    }
}

/// A message that the database will not take must not hold the others up: when all together fail, each tries alone.
async::Task<void> Intake::commit(Batch batch) {
    const bool together = co_await try_commit(batch);
    for (const auto& waiting : batch) {
        waiting->stored = together;
        if (!together && batch.size() > 1) {
            const Batch alone{waiting};
            waiting->stored = co_await try_commit(alone);
        }
        waiting->settled = true;
        waiting->done.notify();
    }
}

async::Task<bool> Intake::try_commit(const Batch& batch) {
    std::vector<Received> messages;
    messages.reserve(batch.size());
    for (const auto& waiting : batch) messages.push_back(waiting->received);
    bool committed = false;
    try {
        auto unit =
            database_.run([messages = std::move(messages), now = clock_.now()](database::Connection& connection) {
                return adt::store(connection, messages, now);
            });
        const Stored stored = co_await std::move(unit);
        counts_.repeated += stored.repeated;
        counts_.moved_stays += stored.moved;
        counts_.stored += batch.size() - stored.repeated;
        ++counts_.commits;
        committed = true;
    } catch (const database::DatabaseError& error) {
        log_.error("hl7 messages could not be stored", {{"count", batch.size()}, {"error", error.error_code()}});
    }
    co_return committed;
}

void Intake::keep(const ListenerConfig& from, const core::PublicText& reason, std::string_view bytes) {
    if (keeping_.size() >= most_kept_at_once) return;  // a flood of them: the counts tell
    keeping_.spawn(write_quarantine(from.name, reason, std::string{bytes.substr(0, kept_bytes)}));
}

async::Task<void> Intake::write_quarantine(std::string listener, core::PublicText reason, std::string bytes) {
    auto unit = database_.run([listener = std::move(listener), reason = std::move(reason), bytes = std::move(bytes),
                               now = clock_.now()](database::Connection& connection) {
        quarantine(connection, listener, reason, bytes, now);
    });
    co_await std::move(unit);
}
}  // namespace vorab::hospital_server::adt
