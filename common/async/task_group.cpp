#include "common/async/task_group.hpp"

#include <list>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "common/core/result.hpp"

namespace vorab::async {
namespace asio = boost::asio;

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

struct TaskGroup::State {
    State(Executor on, const core::Log& to, core::PublicText called)
        : executor(on), log(to), name(std::move(called)), empty(on) {}

    void ended(std::list<asio::cancellation_signal>::iterator task, const std::exception_ptr& error) {
        running.erase(task);
        if (running.empty()) empty.cancel();
        if (!error) return;
        try {
            std::rethrow_exception(error);
        } catch (const boost::system::system_error& broken) {
            if (broken.code() == asio::error::operation_aborted) return;  // what cancel() asked for
            log.error("task ended with a system error", {{"group", name}, {"error", broken.code().value()}});
        } catch (const core::FailureError& broken) {
            log.error("task failed",
                      {{"group", name}, {"problem", broken.failure().problem}, {"detail", broken.failure().detail}});
        } catch (const std::exception&) {
            log.error("task ended with an exception", {{"group", name}});
        }
    }

    Executor executor;
    const core::Log& log;
    core::PublicText name;
    std::list<asio::cancellation_signal> running;
    Timer empty;  ///< cancelled when the last task ends: that wakes drain()
};

TaskGroup::TaskGroup(Executor executor, const core::Log& log, core::PublicText name)
    : state_(std::make_shared<State>(executor, log, std::move(name))) {}

TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(Task<void> task) {
    const auto state = state_;
    const auto signal = state->running.emplace(state->running.end());
    auto on_end = [state, signal](const std::exception_ptr& error) { state->ended(signal, error); };
    asio::co_spawn(state->executor, std::move(task), asio::bind_cancellation_slot(signal->slot(), std::move(on_end)));
}

void TaskGroup::cancel() {
    auto& running = state_->running;
    for (auto task = running.begin(); task != running.end();) {
        auto& signal = *task++;  // the task may end, and leave the list, while it is told
        signal.emit(asio::cancellation_type::terminal);
    }
}

Task<void> TaskGroup::drain(std::chrono::milliseconds grace) {
    // The caller may itself have been cancelled: cleaning up must still be possible.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    const auto state = state_;
    if (!state->running.empty() && grace.count() > 0) {
        state->empty.expires_after(grace);
        [[maybe_unused]] auto [woken] = co_await state->empty.async_wait(as_result);
    }
    while (!state->running.empty()) {
        cancel();
        state->empty.expires_after(std::chrono::milliseconds{200});
        [[maybe_unused]] auto [woken] = co_await state->empty.async_wait(as_result);
    }
}

std::size_t TaskGroup::size() const { return state_->running.size(); }
Executor TaskGroup::executor() const { return state_->executor; }

}  // namespace vorab::async
