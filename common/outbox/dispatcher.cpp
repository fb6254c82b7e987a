#include "common/outbox/dispatcher.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace vorab::outbox {
namespace {
using std::chrono::milliseconds;

/// Other instances write jobs too, and cannot wake us: so long does a line sleep at most.
constexpr milliseconds longest_sleep{2'000};
constexpr milliseconds after_an_outage{1'000};
/// A delivery ends before its lease does: nobody else may begin it while it still runs.
constexpr std::chrono::seconds longest_delivery = lease - std::chrono::seconds{10};
/// A peer may say when to come back, but not "in a year".
constexpr std::chrono::seconds longest_wish{600};

struct Line {
    Line(async::Executor executor, std::string channel_name, std::string target_name)
        : channel(std::move(channel_name)), target(std::move(target_name)), something(executor) {}
    std::string channel;
    std::string target;
    std::shared_ptr<Channel> to;
    int at_once = 1;
    int running = 0;
    Backoff backoff;
    async::Signal something;  ///< to do: enqueued, or a place became free
};
using LinePtr = std::shared_ptr<Line>;

core::PublicText words(const std::string& of_configuration) {
    return core::PublicText::from_operator(of_configuration);
}

/// Around the variant, because Asio's operator|| would merge a bare one with its own.
struct Attempt {
    Delivery delivery;
};

/// One attempt; whatever the channel throws becomes "later".
async::Task<Attempt> attempt(LinePtr line, const Job& job, const core::Log& log) {
    Attempt result;
    try {
        result.delivery = co_await line->to->deliver(job);
        co_return result;
    } catch (const std::exception&) {
        log.error("a channel ended with an exception",
                  {{"channel", words(line->channel)}, {"target", words(line->target)}, {"delivery", job.id}});
    }
    result.delivery = RetryLater{"the channel ended with an exception"};
    co_return result;
}

async::Task<Delivery> attempt_in_time(LinePtr line, const Job& job, const core::Log& log) {
    using namespace boost::asio::experimental::awaitable_operators;
    const auto outcome = co_await (attempt(line, job, log) || async::sleep_for(longest_delivery));
    if (outcome.index() == 0) co_return std::get<0>(outcome).delivery;
    co_return RetryLater{"the channel took too long"};
}

double random_part() {
    static std::minstd_rand source{std::random_device{}()};  // the loop's thread only
    return std::uniform_real_distribution<double>{0.0, 1.0}(source);
}

milliseconds pause_for(const Line& line, const Job& job, const Delivery& delivery) {
    const auto* later = std::get_if<RetryLater>(&delivery);
    if (later != nullptr && later->after) return std::clamp(*later->after, std::chrono::seconds{0}, longest_wish);
    return pause_after(job.attempts + 1, line.backoff, random_part());
}

void say(const core::Log& log, const Job& job, const Delivery& delivery) {
    const auto* rejected = std::get_if<Rejected>(&delivery);
    const auto* later = std::get_if<RetryLater>(&delivery);
    if (rejected != nullptr)
        log.error("a delivery was rejected: a person must look",
                  {{"channel", words(job.channel)}, {"case", job.case_id}, {"reason", rejected->reason}});
    if (later != nullptr)
        log.warning("a delivery is tried again later", {{"channel", words(job.channel)},
                                                        {"case", job.case_id},
                                                        {"attempts", job.attempts + 1},
                                                        {"reason", later->reason}});
}
}  // namespace

struct Dispatcher::State {
    State(async::Executor on, Outbox& of, const core::Log& to, const core::Clock& by)
        : executor(on),
          outbox(of),
          log(to),
          clock(by),
          lines(on, to, "outbox lines"),
          deliveries(on, to, "outbox deliveries") {}

    async::Task<void> deliver(LinePtr line, Job job) {
        const Delivery delivery = co_await attempt_in_time(line, job, log);
        say(log, job, delivery);
        const auto pause = pause_for(*line, job, delivery);
        co_await outbox.settle(job, delivery, pause);
    }

    /// A place in the line, taken until the delivery has ended, however it ends.
    async::Task<void> deliver_in_place(LinePtr line, Job job) {
        const std::shared_ptr<void> place{nullptr, [line](void*) {
                                              --line->running;
                                              line->something.notify();
                                          }};
        co_await deliver(line, std::move(job));
    }

    async::Task<void> claim_some(LinePtr line) {
        const int free = line->at_once - line->running;
        const auto jobs = co_await outbox.claim(line->channel, line->target, free);
        for (const Job& job : jobs) {
            ++line->running;
            deliveries.spawn(deliver_in_place(line, job));
        }
    }

    async::Task<milliseconds> until_next(LinePtr line) {
        if (line->running >= line->at_once) co_return longest_sleep;
        const auto due = co_await outbox.next_due(line->channel, line->target);
        if (!due) co_return longest_sleep;
        const auto pause = std::chrono::ceil<milliseconds>(*due - clock.now());
        co_return std::clamp(pause, milliseconds{0}, longest_sleep);
    }

    async::Task<void> turn(LinePtr line) {
        if (line->running < line->at_once) {
            co_await claim_some(line);
        }
        const auto pause = co_await until_next(line);
        [[maybe_unused]] const bool notified = co_await line->something.wait(pause);
    }

    async::Task<void> work(LinePtr line) {
        for (;;) {
            bool database_failed = false;
            try {
                co_await turn(line);
            } catch (const database::DatabaseError& error) {
                log.error("a line of the outbox cannot reach the database",
                          {{"channel", words(line->channel)}, {"code", error.error_code()}});
                database_failed = true;
            }
            if (database_failed) {
                co_await async::sleep_for(after_an_outage);
            }
        }
    }

    async::Executor executor;
    Outbox& outbox;
    const core::Log& log;
    const core::Clock& clock;
    std::vector<LinePtr> all;
    async::TaskGroup lines;
    async::TaskGroup deliveries;
};

Dispatcher::Dispatcher(async::Executor executor, Outbox& outbox, const core::Log& log, const core::Clock& clock)
    : state_(std::make_shared<State>(executor, outbox, log, clock)) {}
Dispatcher::~Dispatcher() = default;

void Dispatcher::add(std::string channel, std::string target, std::shared_ptr<Channel> to, int at_once,
                     Backoff backoff) {
    auto line = std::make_shared<Line>(state_->executor, std::move(channel), std::move(target));
    line->to = std::move(to);
    line->at_once = at_once;
    line->backoff = backoff;
    state_->all.push_back(line);
    state_->lines.spawn(state_->work(line));
}

void Dispatcher::wake() {
    for (const auto& line : state_->all) line->something.notify();
}

async::Task<void> Dispatcher::drain(std::chrono::milliseconds grace) {
    const auto state = state_;
    constexpr milliseconds at_once{0};
    co_await state->lines.drain(at_once);
    co_await state->deliveries.drain(grace);
}
}  // namespace vorab::outbox
