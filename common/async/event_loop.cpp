#include "common/async/event_loop.hpp"

#include <csignal>
#include <optional>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

namespace vorab::async {
namespace asio = boost::asio;
using SignalSet = asio::basic_signal_set<Executor>;

struct Signals::State {
    explicit State(Executor executor) : stop(executor, SIGTERM, SIGINT), reload(executor, SIGHUP) {}
    SignalSet stop;
    SignalSet reload;
};

Signals::Signals(Executor executor) : state_(std::make_unique<State>(executor)) {}
Signals::~Signals() = default;

Task<void> Signals::until_stop() { [[maybe_unused]] const int signal = co_await state_->stop.async_wait(use_task); }

Task<void> Signals::until_reload() { [[maybe_unused]] const int signal = co_await state_->reload.async_wait(use_task); }

void run(asio::io_context& loop, Task<void> task, std::chrono::seconds at_most) {
    std::optional<std::exception_ptr> end;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error) {
        end = error;
        loop.stop();
    });
    loop.restart();
    if (at_most.count() > 0) {
        loop.run_for(at_most);
    } else {
        loop.run();
    }
    if (!end) throw std::runtime_error("a task did not end in time");
    if (*end) std::rethrow_exception(*end);
}
}  // namespace vorab::async
