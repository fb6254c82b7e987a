#pragma once
// One thread, one loop, a life with an end: runs `life` until it returns; SIGTERM and SIGINT ask it to end.
#include <functional>

#include "common/async/task.hpp"
#include "common/async/timer.hpp"
#include "common/core/log.hpp"

namespace vorab::async {

/// What a program hears from the operating system. Await them; both may come again.
class Signals {
  public:
    explicit Signals(Executor executor);
    ~Signals();
    Task<void> until_stop();    ///< SIGTERM or SIGINT
    Task<void> until_reload();  ///< SIGHUP

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Runs one coroutine to its end on a loop of its own and returns (or throws) what it did. For main() and for tests.
/// A task that is not done after `at_most` (0 = no limit) throws std::runtime_error: a hang becomes a failure.
void run(boost::asio::io_context& loop, Task<void> task, std::chrono::seconds at_most = std::chrono::seconds{0});

}  // namespace vorab::async
