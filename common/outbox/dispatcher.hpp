#pragma once
// The only loop that delivers. One task per (channel, target), so a peer that hangs never delays another; and one
// breaker, so a peer that is dead is not asked by every job.
#include <memory>
#include <string>
#include <vector>

#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "common/outbox/breaker.hpp"
#include "common/outbox/outbox.hpp"
#include "common/outbox/schedule.hpp"

namespace vorab::outbox {

/// How one line stands, since this process began.
struct LineState {
    std::string channel;
    std::string target;
    Breaker::State breaker = Breaker::State::closed;
    std::optional<core::Timestamp> failing_since;  ///< while its last attempts failed for the peer's sake
    std::optional<core::Timestamp> next_probe_at;
    std::uint64_t delivered = 0;
    std::uint64_t put_off = 0;
    std::uint64_t rejected = 0;
};

class Dispatcher {
  public:
    /// `breakers`: those of the server, when several dispatchers lead to the same peers; else its own.
    Dispatcher(async::Executor executor, Outbox& outbox, const core::Log& log, const core::Clock& clock,
               std::shared_ptr<Breakers> breakers = std::make_shared<Breakers>());
    ~Dispatcher();

    /// Starts a line: claims its jobs, delivers up to `at_once` cases side by side, settles. Until drain().
    void add(std::string channel, std::string target, std::shared_ptr<Channel> to, int at_once = 4,
             Backoff backoff = {});

    /// "Something was enqueued for this case", after the commit.
    void wake(const core::CaseId& of);

    /// "Whatever it was": every line looks.
    void wake();

    std::vector<LineState> lines() const;

    /// Ends the lines: running deliveries get `grace`, then they are cancelled; who comes after takes them back.
    async::Task<void> drain(std::chrono::milliseconds grace);

  private:
    struct State;
    std::shared_ptr<State> state_;
};
}  // namespace vorab::outbox
