#pragma once
// Structured concurrency: whoever spawns also cancels and awaits. No coroutine is ever detached.
#include <chrono>
#include <memory>

#include "common/async/task.hpp"
#include "common/core/log.hpp"

namespace vorab::async {

class TaskGroup {
  public:
    /// `name` stands in log lines about tasks that ended with an exception.
    TaskGroup(Executor executor, const core::Log& log, core::PublicText name);
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Runs the task on the loop until it ends or the group is cancelled. An exception that leaves it is logged, not
    /// lost. What the task takes by reference must outlive the group. Call on the loop's thread only.
    void spawn(Task<void> task);

    /// Asks every task to stop: its current await fails with operation_aborted.
    void cancel();

    /// Lets the tasks end by themselves for `grace`, then cancels them, then waits until all are gone.
    Task<void> drain(std::chrono::milliseconds grace);

    std::size_t size() const;
    Executor executor() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};
}  // namespace vorab::async
