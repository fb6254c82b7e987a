#pragma once
// One peer, and whether it answers. While it does not, it is asked by one probe at a time and not by every job that
// waits for it. Shared by all lines that lead to it (one per mailbox). Pure: times are given.
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace vorab::outbox {

class Breaker {
  public:
    using Time = std::chrono::steady_clock::time_point;
    enum class State { closed, open, probing };

    /// How many of `wanted` deliveries may begin: all, one (the probe), none.
    int take(int wanted, Time now);
    /// What take() gave was not used: nothing was due, or the delivery was broken off.
    void give_back();

    /// The peer answered. True when it had not before: what failed meanwhile need not wait any longer.
    bool answered();
    /// It did not. True when that is news: the third time in a row. `random` in [0,1) spreads the probes.
    bool failed(Time now, double random);
    /// There is something new for it: the next probe comes at once, though no more than one a second.
    void hurry(Time now);

    State state() const { return state_; }
    /// When the next probe may begin; empty unless open.
    std::optional<Time> probe_at() const;

  private:
    State state_ = State::closed;
    int failures_ = 0;  ///< in a row
    Time failed_at_{};
    Time probe_at_{};
};

/// The word in the API: "closed", "open", "probing".
const char* word(Breaker::State state);

/// One for each (channel, target) of a server.
class Breakers {
  public:
    std::shared_ptr<Breaker> of(const std::string& channel, const std::string& target);

  private:
    std::map<std::pair<std::string, std::string>, std::shared_ptr<Breaker>> breakers_;
};
}  // namespace vorab::outbox
