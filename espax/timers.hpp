#pragma once
// Named timers on one deadline of the loop: set, cancel, and a call for each that expires.
#include <algorithm>
#include <map>
#include <vector>

#include "common/async/timer.hpp"

namespace vorab::espax {

template <class Name>
class Timers {
  public:
    Timers(async::Executor executor, std::function<void(const Name&)> on_expiry)
        : on_expiry_(std::move(on_expiry)), next_(executor, [this] { expire(); }) {}

    /// Replaces an earlier one of the same name.
    void set(const Name& name, std::chrono::steady_clock::duration after) {
        due_[name] = std::chrono::steady_clock::now() + after;
        arm();
    }
    void cancel(const Name& name) {
        due_.erase(name);
        arm();
    }
    void clear() {
        due_.clear();
        arm();
    }

  private:
    void expire() {
        const auto now = std::chrono::steady_clock::now();
        std::vector<Name> expired;
        for (const auto& [name, at] : due_)
            if (at <= now) expired.push_back(name);
        for (const auto& name : expired) {
            const auto due = due_.find(name);
            if (due == due_.end() || due->second > now) continue;  // an earlier one cancelled or moved it
            due_.erase(due);
            on_expiry_(name);
        }
        arm();
    }

    void arm() {
        const auto next = std::min_element(
            due_.begin(), due_.end(), [](const auto& left, const auto& right) { return left.second < right.second; });
        if (next == due_.end()) return next_.never();
        next_.expires_after(next->second - std::chrono::steady_clock::now());
    }

    std::function<void(const Name&)> on_expiry_;
    std::map<Name, std::chrono::steady_clock::time_point> due_;
    async::Deadline next_;
};

}  // namespace vorab::espax
