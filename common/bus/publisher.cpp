#include "common/bus/publisher.hpp"

#include <map>

#include <boost/asio/post.hpp>
#include <mqtt/async_client.h>

#include "common/async/timer.hpp"

namespace vorab::bus {
namespace {
constexpr int at_least_once = 1;
constexpr std::chrono::milliseconds between_attempts{1'000};

/// No automatic reconnection of paho's: it begins only after a first success, and a broker may be down when we start.
mqtt::connect_options connect_options(const BusOptions& options) {
    auto builder = mqtt::connect_options_builder()
                       .clean_session(true)
                       .keep_alive_interval(std::chrono::seconds{20})
                       .connect_timeout(std::chrono::seconds{3});
    if (!options.user.empty()) builder.user_name(options.user).password(options.password.reveal());
    if (options.ca) {
        mqtt::ssl_options tls;
        tls.set_trust_store(*options.ca);
        tls.set_verify(true);
        builder.ssl(std::move(tls));
    }
    return builder.finalize();
}

bool is_topic(std::string_view topic) {
    return !topic.empty() && topic.size() < 65'536 &&
           topic.find_first_of(std::string_view{"+#\0", 3}) == std::string_view::npos;
}

/// paho carries a pointer with each call for us. We give it a number instead: a call that it forgets leaks nothing, and
/// one that it answers too late finds nobody.
void* as_context(std::intptr_t number) { return reinterpret_cast<void*>(number); }
std::intptr_t number_in(const mqtt::token& token) { return reinterpret_cast<std::intptr_t>(token.get_user_context()); }
constexpr std::intptr_t connecting = 0;
}  // namespace

/// paho calls the listeners on a thread of its own. They do one thing: post to the loop. The client ends with the
/// Publisher, and with it the calls; a publish() that still waits may hold the rest a little longer.
struct Publisher::State : std::enable_shared_from_this<Publisher::State>, mqtt::iaction_listener {
    State(async::Executor on, BusOptions with, const core::Log& to)
        : executor(on),
          options(std::move(with)),
          log(to),
          next_attempt(on, [this] { connect(); }),
          client(std::make_unique<mqtt::async_client>(options.uri, options.client_id)) {}

    void on_success(const mqtt::token& token) override { settle(number_in(token), true); }
    void on_failure(const mqtt::token& token) override { settle(number_in(token), false); }

    void settle(std::intptr_t number, bool well) {
        on_loop([number, well](State& self) {
            if (number != connecting) return self.answer(number, well);
            if (!well) self.connect_later();
        });
    }

    template <class Work>
    void on_loop(Work work) {
        boost::asio::post(executor, [weak = weak_from_this(), work] {
            const auto self = weak.lock();
            if (self && self->client) work(*self);
        });
    }

    void begin() {
        client->set_connected_handler(
            [this](const std::string&) { on_loop([](State& self) { self.log.info("message bus is connected"); }); });
        client->set_connection_lost_handler([this](const std::string&) {
            on_loop([](State& self) {
                self.log.warning("message bus is lost, reconnecting");
                self.give_up_waiting();
                self.connect_later();
            });
        });
        connect();
    }

    void connect() {
        if (!client) return;
        try {
            client->connect(connect_options(options), as_context(connecting), *this);
        } catch (const mqtt::exception&) {
            connect_later();
        }
    }

    void connect_later() { next_attempt.expires_after(between_attempts); }
    void answer(std::intptr_t number, bool acknowledged);
    void give_up_waiting();
    void leave();

    async::Executor executor;
    BusOptions options;
    const core::Log& log;
    std::map<std::intptr_t, Waiter*> waiting;  ///< the loop's
    std::intptr_t last_number = connecting;
    async::Deadline next_attempt;
    std::unique_ptr<mqtt::async_client> client;  ///< null once we have left
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

void Publisher::State::leave() {
    next_attempt.never();
    try {
        if (client->is_connected()) client->disconnect()->wait_for(std::chrono::seconds{1});
    } catch (const mqtt::exception&) {
        log.warning("message bus did not take our leave");
    }
    client.reset();  // waits for a call that runs; there is none afterwards
    give_up_waiting();
}

Publisher::Publisher(async::Executor executor, BusOptions options, const core::Log& log)
    : state_(std::make_shared<State>(executor, std::move(options), log)) {
    state_->begin();
}

Publisher::~Publisher() { state_->leave(); }

bool Publisher::connected() const { return state_->client->is_connected(); }

async::Task<core::Result<void>> Publisher::publish(std::string topic, std::string payload) {
    if (!is_topic(topic)) co_return core::failure(core::Problem::malformed, "not a topic to publish on");
    const auto state = state_;
    Waiter waiter{*state};
    try {
        const auto message = mqtt::make_message(topic, payload, at_least_once, false);
        state->client->publish(message, as_context(waiter.number), *state);
    } catch (const mqtt::exception&) {
        co_return core::failure(core::Problem::unreachable, "the message bus is not connected");
    }
    const bool answered = co_await waiter.done.wait(state->options.acknowledged_within);
    if (!answered || !waiter.acknowledged) {
        co_return core::failure(core::Problem::unreachable, "the message bus did not acknowledge");
    }
    co_return core::Result<void>{};
}
}  // namespace vorab::bus
