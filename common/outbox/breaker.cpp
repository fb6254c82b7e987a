#include "common/outbox/breaker.hpp"

#include <algorithm>

#include "common/outbox/schedule.hpp"

namespace vorab::outbox {
namespace {
constexpr int failures_that_open = 3;
constexpr std::chrono::milliseconds least_between_probes{1'000};
/// An alarm server that is back is known to be back within these ten seconds.
constexpr Backoff between_probes{.first = least_between_probes, .longest = std::chrono::milliseconds{10'000}};
}  // namespace

int Breaker::take(int wanted, Time now) {
    if (state_ == State::closed) return wanted;
    if (wanted <= 0 || state_ == State::probing || now < probe_at_) return 0;
    state_ = State::probing;
    return 1;
}

void Breaker::give_back() {
    if (state_ == State::probing) state_ = State::open;
}

bool Breaker::answered() {
    failures_ = 0;
    return std::exchange(state_, State::closed) != State::closed;
}

bool Breaker::failed(Time now, double random) {
    ++failures_;
    if (failures_ < failures_that_open) return false;
    const bool news = std::exchange(state_, State::open) == State::closed;
    failed_at_ = now;
    probe_at_ = now + pause_after(failures_ - failures_that_open + 1, between_probes, random);
    return news;
}

void Breaker::hurry(Time now) {
    if (state_ == State::open) probe_at_ = std::min(probe_at_, std::max(now, failed_at_ + least_between_probes));
}

std::optional<Breaker::Time> Breaker::probe_at() const {
    return state_ == State::open ? std::optional{probe_at_} : std::nullopt;
}

const char* word(Breaker::State state) {
    switch (state) {
        case Breaker::State::closed:
            return "closed";
        case Breaker::State::open:
            return "open";
        case Breaker::State::probing:
            return "probing";
    }
    return "closed";
}

std::shared_ptr<Breaker> Breakers::of(const std::string& channel, const std::string& target) {
    auto& breaker = breakers_[{channel, target}];
    if (!breaker) breaker = std::make_shared<Breaker>();
    return breaker;
}
}  // namespace vorab::outbox
