#include "common/bus/publisher.hpp"

#include <map>

#include "common/bus/link.hpp"

namespace vorab::bus {
namespace {
constexpr int at_least_once = 1;

bool is_topic(std::string_view topic) {
    return !topic.empty() && topic.size() < 65'536 &&
           topic.find_first_of(std::string_view{"+#\0", 3}) == std::string_view::npos;
}

/// paho carries a pointer with each call for us. We give it a number instead: a call that it forgets leaks nothing, and
/// one that it answers too late finds nobody.
void* as_context(std::intptr_t number) { return reinterpret_cast<void*>(number); }
std::intptr_t number_in(const mqtt::token& token) { return reinterpret_cast<std::intptr_t>(token.get_user_context()); }
}  // namespace

/// A publish() that still waits when the Publisher ends may hold this a little longer.
struct Publisher::State : mqtt::iaction_listener {
    State(async::Executor on, BusOptions with, const core::Log& to)
        : executor(on), link(std::make_shared<Link>(on, std::move(with), to)) {}

    void begin() {
        link->begin({.lost = [this] { give_up_waiting(); }});
    }

    void on_success(const mqtt::token& token) override { settle(number_in(token), true); }
    void on_failure(const mqtt::token& token) override { settle(number_in(token), false); }

    void settle(std::intptr_t number, bool well) {
        link->on_loop([this, number, well] { answer(number, well); });
    }

    void answer(std::intptr_t number, bool acknowledged);
    void give_up_waiting();

    async::Executor executor;
    std::shared_ptr<Link> link;
    std::map<std::intptr_t, Waiter*> waiting;  ///< the loop's
    std::intptr_t last_number = 0;
};

/// One publication that waits for its acknowledgement; lives in the coroutine that waits.
struct Publisher::Waiter {
    explicit Waiter(Publisher::State& of) : state(of), number(++of.last_number), done(of.executor) {
        state.waiting.emplace(number, this);
    }
    ~Waiter() { state.waiting.erase(number); }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    Publisher::State& state;
    std::intptr_t number;
    async::Signal done;
    bool acknowledged = false;
};

void Publisher::State::answer(std::intptr_t number, bool acknowledged) {
    const auto waiter = waiting.find(number);
    if (waiter == waiting.end()) return;  // it has stopped waiting
    waiter->second->acknowledged = acknowledged;
    waiter->second->done.notify();
}

/// A clean session keeps nothing: what was on its way must be sent anew by whoever still wants it.
void Publisher::State::give_up_waiting() {
    for (const auto& [number, waiter] : waiting) waiter->done.notify();
}

Publisher::Publisher(async::Executor executor, BusOptions options, const core::Log& log)
    : state_(std::make_shared<State>(executor, std::move(options), log)) {
    state_->begin();
}

Publisher::~Publisher() {
    state_->link->leave();
    state_->give_up_waiting();
}

bool Publisher::connected() const { return state_->link->connected(); }

async::Task<core::Result<void>> Publisher::publish(std::string topic, std::string payload) {
    if (!is_topic(topic)) co_return core::failure(core::Problem::malformed, "not a topic to publish on");
    const auto state = state_;
    Waiter waiter{*state};
    try {
        const auto message = mqtt::make_message(topic, payload, at_least_once, false);
        state->link->client().publish(message, as_context(waiter.number), *state);
    } catch (const mqtt::exception&) {
        co_return core::failure(core::Problem::unreachable, "the message bus is not connected");
    }
    const bool answered = co_await waiter.done.wait(state->link->options().acknowledged_within);
    if (!answered || !waiter.acknowledged) {
        co_return core::failure(core::Problem::unreachable, "the message bus did not acknowledge");
    }
    co_return core::Result<void>{};
}
}  // namespace vorab::bus
