#pragma once
// The only loop that delivers. One task per (channel, target), so a peer that hangs never delays another.
#include <memory>
#include <string>

#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "common/outbox/outbox.hpp"
#include "common/outbox/schedule.hpp"

namespace vorab::outbox {

class Dispatcher {
  public:
    Dispatcher(async::Executor executor, Outbox& outbox, const core::Log& log, const core::Clock& clock);
    ~Dispatcher();

    /// Starts a line: claims its jobs, delivers up to `at_once` cases side by side, settles. Until drain().
    void add(std::string channel, std::string target, std::shared_ptr<Channel> to, int at_once = 4,
             Backoff backoff = {});

    /// "Something was enqueued": wakes every line at once.
    void wake();

    /// Ends the lines: running deliveries get `grace`, then they are cancelled; their leases return them to the queue.
    async::Task<void> drain(std::chrono::milliseconds grace);

  private:
    struct State;
    std::shared_ptr<State> state_;
};
}  // namespace vorab::outbox
