#include "common/outbox/line.hpp"

#include <algorithm>

namespace vorab::outbox {
namespace {
using std::chrono::milliseconds;

/// A peer may say when to come back, but not "in a year".
constexpr std::chrono::seconds longest_wish{600};
/// Enough: once the breaker is open only probes fail.
constexpr std::size_t most_struck = 256;
/// In a row: the peer was away, even where another line has learnt first that it is back.
constexpr std::size_t several = 3;

bool is_for_the_peers_sake(const Delivery& delivery) {
    const auto* later = std::get_if<RetryLater>(&delivery);
    return later != nullptr && !later->after && !later->peer_works;
}

void count(Line& line, const Delivery& delivery) {
    if (std::holds_alternative<Delivered>(delivery)) ++line.delivered;
    if (std::holds_alternative<RetryLater>(delivery)) ++line.put_off;
    if (std::holds_alternative<Rejected>(delivery)) ++line.rejected;
}
}  // namespace

core::PublicText words(const std::string& of_configuration) {
    return core::PublicText::from_operator(of_configuration);
}

void look_soon(Line& line) {
    line.may_be_due = true;
    line.something.notify();
}

double random_part() {
    static std::minstd_rand source{std::random_device{}()};
    return std::uniform_real_distribution<double>{0.0, 1.0}(source);
}

Sign note(Line& line, const Job& job, const Delivery& delivery, core::Timestamp now) {
    count(line, delivery);
    if (!is_for_the_peers_sake(delivery)) {
        line.failing_since.reset();
        const bool again = line.breaker->answered() || line.struck.size() >= several;
        return again ? Sign::answers_again : Sign::answers;
    }
    if (!line.failing_since) line.failing_since = now;
    if (line.struck.size() < most_struck) line.struck.push_back(job.id);
    const bool news = line.breaker->failed(std::chrono::steady_clock::now(), random_part());
    return news ? Sign::silent_now : Sign::silent;
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

void say(const core::Log& log, const Line& line, Sign sign) {
    if (sign == Sign::silent_now)
        log.error("a system does not answer; until it does it is asked by one probe at a time",
                  {{"channel", words(line.channel)}, {"target", words(line.target)}});
    if (sign == Sign::answers_again)
        log.info("a system answers again", {{"channel", words(line.channel)}, {"target", words(line.target)}});
}
}  // namespace vorab::outbox
