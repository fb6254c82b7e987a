#pragma once
// Waiting, and waiting no longer than.
#include <chrono>
#include <functional>
#include <memory>

#include "common/async/task.hpp"

namespace vorab::async {

/// Returns after `span`; throws operation_aborted when the task is cancelled.
Task<void> sleep_for(std::chrono::steady_clock::duration span);

/// Wakes its waiters when somebody calls notify(): "there is work", without polling. One thread: the loop's.
class Signal {
  public:
    explicit Signal(Executor executor);
    ~Signal();
    void notify();
    /// Returns true when notified (also when that happened since the last wait), false after `at_most`.
    Task<bool> wait(std::chrono::steady_clock::duration at_most);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Calls `on_expiry` on the loop unless destroyed or moved on before: the deadline of one operation on a socket.
/// A socket operation is ended by closing or cancelling the socket in `on_expiry`; its await then returns an error.
class Deadline {
  public:
    Deadline(Executor executor, std::function<void()> on_expiry);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
    void expires_after(std::chrono::steady_clock::duration span);
    void never();
    bool expired() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};
}  // namespace vorab::async
