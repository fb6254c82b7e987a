#include "common/async/timer.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace vorab::async {
namespace asio = boost::asio;

namespace {
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
}

Task<void> sleep_for(std::chrono::steady_clock::duration span) {
    const auto executor = co_await asio::this_coro::executor;
    Timer timer{executor, span};
    co_await timer.async_wait(use_task);
}

struct Signal::State {
    explicit State(Executor executor) : timer(executor) {}
    Timer timer;
    bool notified = false;
};

Signal::Signal(Executor executor) : state_(std::make_shared<State>(executor)) {}
Signal::~Signal() = default;

void Signal::notify() {
    state_->notified = true;
    state_->timer.cancel();
}

Task<bool> Signal::wait(std::chrono::steady_clock::duration at_most) {
    const auto state = state_;
    if (!state->notified) {
        state->timer.expires_after(at_most);
        [[maybe_unused]] auto [woken] = co_await state->timer.async_wait(as_result);
    }
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return std::exchange(state->notified, false);
}

/// Extends one running wait instead of starting a new one each time: a deadline moves far more often than it expires.
struct Deadline::State : std::enable_shared_from_this<Deadline::State> {
    State(Executor executor, std::function<void()> call) : timer(executor), on_expiry(std::move(call)) {}

    void arm() {
        waiting = true;
        timer.expires_at(until);
        timer.async_wait([self = shared_from_this()](boost::system::error_code) { self->woken(); });
    }
    void woken() {
        waiting = false;
        if (!on_expiry || until == never) return;
        if (std::chrono::steady_clock::now() < until) return arm();
        expired = true;
        until = never;
        on_expiry();
    }

    static constexpr auto never = std::chrono::steady_clock::time_point::max();
    Timer timer;
    std::function<void()> on_expiry;
    std::chrono::steady_clock::time_point until = never;
    bool waiting = false;
    bool expired = false;
};

Deadline::Deadline(Executor executor, std::function<void()> on_expiry)
    : state_(std::make_shared<State>(executor, std::move(on_expiry))) {}

Deadline::~Deadline() {
    state_->on_expiry = nullptr;
    state_->timer.cancel();
}

void Deadline::expires_after(std::chrono::steady_clock::duration span) {
    const auto until = std::chrono::steady_clock::now() + span;
    const bool sooner = until < state_->until;
    state_->until = until;
    if (!state_->waiting) return state_->arm();
    if (sooner && until < state_->timer.expiry()) state_->timer.cancel();  // woken() arms anew
}

void Deadline::never() { state_->until = State::never; }
bool Deadline::expired() const { return state_->expired; }

}  // namespace vorab::async
