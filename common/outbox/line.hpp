#pragma once
// One line of the dispatcher: a channel, its peer, what is on its way to it. Inside this room only.
#include <random>

#include "common/outbox/dispatcher.hpp"

namespace vorab::outbox {

struct Line {
    Line(async::Executor executor, std::string channel_name, std::string target_name)
        : channel(std::move(channel_name)), target(std::move(target_name)), something(executor) {}
    std::string channel;
    std::string target;
    std::shared_ptr<Channel> to;
    std::shared_ptr<Breaker> breaker;
    int at_once = 1;
    int running = 0;
    Backoff backoff;
    async::Signal something;                          ///< to do: enqueued, or a place became free
    bool enqueued = false;                            ///< since the line last looked
    bool may_be_due = true;                           ///< the database has, or may have, jobs that could go now
    std::chrono::steady_clock::time_point look_at{};  ///< it is asked then, whether or not anybody said something
    std::vector<std::int64_t> struck = {};            ///< jobs that failed because the peer did not answer
    std::optional<core::Timestamp> failing_since = {};
    std::uint64_t delivered = 0;
    std::uint64_t put_off = 0;
    std::uint64_t rejected = 0;
};
using LinePtr = std::shared_ptr<Line>;

/// Something that this line has no place for now, or that nobody has looked at.
void look_soon(Line& line);

/// What the end of one attempt says about the peer.
enum class Sign { answers, answers_again, silent, silent_now };

/// Counts it, tells the breaker. On `answers_again` the jobs in `struck` are due; the caller takes them.
Sign note(Line& line, const Job& job, const Delivery& delivery, core::Timestamp now);

/// When this job is tried again, should it have to be.
std::chrono::milliseconds pause_for(const Line& line, const Job& job, const Delivery& delivery);

/// The log's words.
void say(const core::Log& log, const Job& job, const Delivery& delivery);
void say(const core::Log& log, const Line& line, Sign sign);

/// From the operator's configuration.
core::PublicText words(const std::string& of_configuration);

double random_part();  ///< in [0,1); the loop's thread only

}  // namespace vorab::outbox
