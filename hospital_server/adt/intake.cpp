#include "hospital_server/adt/intake.hpp"

#include <algorithm>

#include "hl7/profiles.hpp"

namespace vorab::hospital_server::adt {
using hl7::Outcome;
using hl7::Verdict;

namespace {
using Clock = std::chrono::steady_clock;
constexpr std::size_t most_in_a_commit = 256;
constexpr std::size_t transactions_at_once = 2;
constexpr std::chrono::milliseconds longest_linger{2};
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
      commits_(executor, log, "hl7 commits"),
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
    if (expected_ > 0) --expected_;
    work_.notify();
    while (!waiting->settled) {
        const bool woken = co_await waiting->done.wait(long_time);
        static_cast<void>(woken);
    }
    if (!waiting->stored) throw std::runtime_error("an ADT message could not be stored: its sender will send it again");
}

struct Intake::UnderWay {
    UnderWay(Intake& intake, std::size_t messages) : of(intake), count(messages) {
        ++of.transactions_;
        of.under_way_ += count;
    }
    ~UnderWay() {
        --of.transactions_;
        of.under_way_ -= count;
        of.expected_ += count;
        of.last_commit_ = Clock::now() - began;
        of.work_.notify();
    }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;

    Intake& of;
    std::size_t count;
    Clock::time_point began = Clock::now();
};

async::Task<void> Intake::run() {
    for (;;) {
        while (waiting_.empty() || transactions_ >= transactions_at_once) {
            const bool woken = co_await work_.wait(long_time);
            static_cast<void>(woken);
        }
        co_await linger();
        Batch batch = next_batch();
        commits_.spawn(commit(std::move(batch)));
    }
}

/// A sender waits for its answer before it sends the next message: so those that were answered together come back
/// within a moment of one another, and the first of them must not leave with a transaction of its own. Whoever is alone
/// waits for nobody; those who do not come are waited for once.
async::Task<void> Intake::linger() {
    const auto until = Clock::now() + std::min<Clock::duration>(last_commit_ / 2, longest_linger);
    while (expected_ > 0 && waiting_.size() < most_in_a_commit) {
        const auto left = until - Clock::now();
        if (left <= Clock::duration{}) break;
        const bool woken = co_await work_.wait(left);
        static_cast<void>(woken);
    }
    expected_ = 0;
}

/// Half of all that wait or are under way: so the two transactions stay alike, however they began.
Intake::Batch Intake::next_batch() {
    const auto share = (waiting_.size() + under_way_ + transactions_at_once - 1) / transactions_at_once;
    Batch batch;
    while (!waiting_.empty() && batch.size() < std::min(share, most_in_a_commit)) {
        batch.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return batch;
}

/// A message that the database will not take must not hold the others up: when all together fail, each tries alone.
async::Task<void> Intake::commit(Batch batch) {
    const UnderWay under_way{*this, batch.size()};
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

async::Task<void> Intake::drain(std::chrono::milliseconds grace) {
    co_await commits_.drain(grace);
    co_await keeping_.drain(grace);
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
