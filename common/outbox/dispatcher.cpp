#include "common/outbox/dispatcher.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "common/outbox/line.hpp"

namespace vorab::outbox {
namespace {
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Other instances write jobs too, and cannot wake us: so long does a line go at most without a look.
constexpr milliseconds longest_sleep{2'000};
constexpr milliseconds after_an_outage{1'000};
/// Of so many cases together each is not looked at by itself any more.
constexpr std::size_t most_written = 64;
constexpr std::chrono::seconds between_renewals = lease / 3;
/// No peer of ours may take longer, whatever its channel allows it.
constexpr std::chrono::seconds longest_delivery{50};

/// Places of a line that nobody else takes meanwhile.
struct Reserved {
    Reserved(LinePtr of, int count) : line(std::move(of)), places(count) { line->running += places; }
    ~Reserved() {
        line->running -= places;
        line->something.notify();
    }
    Reserved(const Reserved&) = delete;
    Reserved& operator=(const Reserved&) = delete;
    LinePtr line;
    int places;
};

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
    result.delivery = RetryLater{.reason = "the channel ended with an exception"};
    co_return result;
}

async::Task<Delivery> attempt_in_time(LinePtr line, const Job& job, const core::Log& log) {
    using namespace boost::asio::experimental::awaitable_operators;
    const auto outcome = co_await (attempt(line, job, log) || async::sleep_for(longest_delivery));
    if (outcome.index() == 0) co_return std::get<0>(outcome).delivery;
    co_return RetryLater{.reason = "the channel took too long"};
}
}  // namespace

struct Dispatcher::State {
    State(async::Executor on, Outbox& of, const core::Log& to, const core::Clock& by, std::shared_ptr<Breakers> shared)
        : executor(on),
          outbox(of),
          log(to),
          clock(by),
          breakers(std::move(shared)),
          something_written(on),
          lines(on, to, "outbox lines"),
          deliveries(on, to, "outbox deliveries") {}

    async::Task<void> deliver(LinePtr line, Job job) {
        const Delivery delivery = co_await attempt_in_time(line, job, log);
        say(log, job, delivery);
        const auto pause = pause_for(*line, job, delivery);
        const Sign sign = note(*line, job, delivery, clock.now());
        say(log, *line, sign);
        const bool another = co_await outbox.settle(job, delivery, pause);
        line->may_be_due = line->may_be_due || another;
        if (std::holds_alternative<RetryLater>(delivery))
            line->look_at = std::min(line->look_at, steady_clock::now() + pause);
        if (sign == Sign::silent || sign == Sign::silent_now) co_return;
        std::vector<std::int64_t> struck;
        struck.swap(line->struck);
        if (sign == Sign::answers_again) {
            co_await outbox.hasten(std::move(struck));
            line->may_be_due = true;
        }
    }

    /// A place in the line, taken until the delivery has ended, however it ends. Broken off it leaves the probe.
    async::Task<void> deliver_in_place(LinePtr line, Job job) {
        const std::int64_t id = job.id;
        const std::shared_ptr<void> place{nullptr, [jobs = running, line, id](void*) {
                                              --line->running;
                                              jobs->erase(id);
                                              if (line->running == 0) line->breaker->give_back();
                                              line->something.notify();
                                          }};
        co_await deliver(line, std::move(job));
    }

    void begin_delivery(const LinePtr& line, const Job& job) {
        ++line->running;
        running->insert_or_assign(job.id, job);
        deliveries.spawn(deliver_in_place(line, job));
    }

    async::Task<void> claim_some(LinePtr line, int places) {
        std::vector<Job> jobs;
        try {
            jobs = co_await outbox.claim(line->channel, line->target, places);
        } catch (...) {
            line->breaker->give_back();
            line->may_be_due = true;
            throw;
        }
        if (jobs.empty()) line->breaker->give_back();
        if (std::ssize(jobs) == places) line->may_be_due = true;
        for (const Job& job : jobs) begin_delivery(line, job);
    }

    /// When the database is asked again though nobody says anything.
    async::Task<void> plan_next_look(LinePtr line) {
        const auto due = co_await outbox.next_due(line->channel, line->target);
        auto pause = longest_sleep;
        if (due)
            pause = std::clamp(std::chrono::ceil<milliseconds>(*due - clock.now()), milliseconds{0}, longest_sleep);
        line->look_at = steady_clock::now() + pause;
    }

    milliseconds until_next(const Line& line) const {
        if (line.running >= line.at_once || line.breaker->state() == Breaker::State::probing) return longest_sleep;
        const auto now = steady_clock::now();
        auto next = line.may_be_due ? now : line.look_at;
        // Until the next probe nothing is sent, whatever is due.
        if (const auto probe = line.breaker->probe_at()) next = std::max(next, *probe);
        return std::clamp(std::chrono::ceil<milliseconds>(next - now), milliseconds{0}, longest_sleep);
    }

    async::Task<void> turn(LinePtr line) {
        const auto now = steady_clock::now();
        if (std::exchange(line->enqueued, false)) line->breaker->hurry(now);
        const bool of_itself = now >= line->look_at;
        const bool look = line->may_be_due || of_itself;
        const int places = look ? line->breaker->take(line->at_once - line->running, now) : 0;
        if (places > 0) {
            line->may_be_due = false;
            line->look_at = now + longest_sleep;
            co_await claim_some(line, places);
        }
        if (places > 0 && of_itself && !line->may_be_due) {
            co_await plan_next_look(line);
        }
        const auto pause = until_next(*line);
        [[maybe_unused]] const bool notified = co_await line->something.wait(pause);
    }

    /// One transaction claims for all lines: of most cases each has something.
    async::Task<void> claim_written(std::set<core::CaseId> cases) {
        std::vector<std::unique_ptr<Reserved>> reserved;
        std::vector<Places> places;
        for (const auto& line : all) {
            const int free = line->at_once - line->running;
            if (free > 0 && line->breaker->state() == Breaker::State::closed) {
                places.push_back({line->channel, line->target, free});
                reserved.push_back(std::make_unique<Reserved>(line, free));
            } else {
                line->enqueued = true;
                look_soon(*line);
            }
        }
        const auto jobs = co_await outbox.claim_written(std::move(cases), std::move(places));
        for (auto& one : reserved) {
            const LinePtr line = one->line;
            const auto is_of = [&](const Job& job) {
                return job.channel == line->channel && job.target == line->target;
            };
            if (std::ranges::count_if(jobs, is_of) == one->places) line->may_be_due = true;
            one.reset();
            for (const Job& job : jobs) {
                if (is_of(job)) begin_delivery(line, job);
            }
        }
    }

    async::Task<void> claim_what_is_written() {
        for (;;) {
            [[maybe_unused]] const bool notified = co_await something_written.wait(longest_sleep);
            if (written.empty()) continue;
            try {
                auto cases = std::exchange(written, {});
                co_await claim_written(std::move(cases));
            } catch (const database::DatabaseError& error) {
                log.error("jobs wait for the database", {{"code", error.error_code()}});
                for (const auto& line : all) look_soon(*line);
            } catch (const std::logic_error&) {
                log.error("claiming for a case failed; each line looks for itself");
                for (const auto& line : all) look_soon(*line);
            }
        }
    }

    async::Task<void> begin(LinePtr line) {
        const auto jobs = co_await outbox.take_back(line->channel, line->target);
        if (jobs == 0) co_return;
        log.warning("jobs of a process that ended are sent again",
                    {{"channel", words(line->channel)}, {"target", words(line->target)}, {"jobs", jobs}});
    }

    async::Task<void> work(LinePtr line) {
        for (bool begun = false;;) {
            bool failed = false;
            try {
                if (!begun) {
                    co_await begin(line);
                }
                begun = true;
                co_await turn(line);
            } catch (const database::DatabaseError& error) {
                log.error("a line of the outbox cannot reach the database",
                          {{"channel", words(line->channel)}, {"code", error.error_code()}});
                failed = true;
            } catch (const std::logic_error&) {
                // An invariant of ours is broken. The next case may yet go through, and nobody is paged by a dead line.
                log.error("a line of the outbox failed", {{"channel", words(line->channel)}});
                failed = true;
            }
            if (failed) {
                co_await async::sleep_for(after_an_outage);
            }
        }
    }

    async::Task<void> renew_leases() {
        for (;;) {
            co_await async::sleep_for(between_renewals);
            std::vector<Job> jobs;
            for (const auto& [id, job] : *running) jobs.push_back(job);
            if (jobs.empty()) continue;
            try {
                co_await outbox.renew(std::move(jobs));
            } catch (const database::DatabaseError& error) {
                log.warning("leases were not renewed", {{"code", error.error_code()}});
            }
        }
    }

    async::Executor executor;
    Outbox& outbox;
    const core::Log& log;
    const core::Clock& clock;
    std::shared_ptr<Breakers> breakers;
    std::vector<LinePtr> all;
    async::Signal something_written;
    std::set<core::CaseId> written;  ///< each once: claimed twice it would be sent twice
    std::shared_ptr<std::map<std::int64_t, Job>> running = std::make_shared<std::map<std::int64_t, Job>>();
    async::TaskGroup lines;
    async::TaskGroup deliveries;
};

Dispatcher::Dispatcher(async::Executor executor, Outbox& outbox, const core::Log& log, const core::Clock& clock,
                       std::shared_ptr<Breakers> breakers)
    : state_(std::make_shared<State>(executor, outbox, log, clock, std::move(breakers))) {}
Dispatcher::~Dispatcher() = default;

void Dispatcher::add(std::string channel, std::string target, std::shared_ptr<Channel> to, int at_once,
                     Backoff backoff) {
    auto line = std::make_shared<Line>(state_->executor, std::move(channel), std::move(target));
    line->to = std::move(to);
    line->at_once = at_once;
    line->backoff = backoff;
    line->breaker = state_->breakers->of(line->channel, line->target);
    if (state_->all.empty()) {
        state_->lines.spawn(state_->renew_leases());
        state_->lines.spawn(state_->claim_what_is_written());
    }
    state_->all.push_back(line);
    state_->lines.spawn(state_->work(line));
}

void Dispatcher::wake() {
    for (const auto& line : state_->all) {
        line->enqueued = true;
        look_soon(*line);
    }
}

void Dispatcher::wake(const core::CaseId& of) {
    if (state_->written.size() >= most_written) return wake();
    state_->written.insert(of);
    state_->something_written.notify();
}

std::vector<LineState> Dispatcher::lines() const {
    std::vector<LineState> states;
    for (const auto& line : state_->all) {
        LineState& state = states.emplace_back();
        state.channel = line->channel;
        state.target = line->target;
        state.breaker = line->breaker->state();
        state.failing_since = line->failing_since;
        if (const auto probe = line->breaker->probe_at())
            state.next_probe_at = state_->clock.now() + std::chrono::ceil<milliseconds>(*probe - steady_clock::now());
        state.delivered = line->delivered;
        state.put_off = line->put_off;
        state.rejected = line->rejected;
    }
    return states;
}

async::Task<void> Dispatcher::drain(std::chrono::milliseconds grace) {
    const auto state = state_;
    constexpr milliseconds at_once{0};
    co_await state->lines.drain(at_once);
    co_await state->deliveries.drain(grace);
}
}  // namespace vorab::outbox
