#include "common/bus/publisher.hpp"

#include <boost/asio/post.hpp>
#include <mqtt/async_client.h>

#include "common/async/timer.hpp"

namespace vorab::bus {
namespace {
constexpr int at_least_once = 1;

mqtt::connect_options connect_options(const BusOptions& options) {
    auto builder = mqtt::connect_options_builder()
                       .clean_session(true)
                       .keep_alive_interval(std::chrono::seconds{20})
                       .connect_timeout(std::chrono::seconds{3})
                       .automatic_reconnect(std::chrono::seconds{1}, std::chrono::seconds{10});
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
}  // namespace

/// One publication that waits for its acknowledgement.
struct Waiter {
    explicit Waiter(async::Executor executor) : done(executor) {}
    async::Signal done;
    bool acknowledged = false;
};

/// paho calls its listeners on a thread of its own. They do one thing: post to the loop.
struct Publisher::State : std::enable_shared_from_this<Publisher::State>, mqtt::iaction_listener {
    State(async::Executor on, BusOptions with, const core::Log& to)
        : executor(on), options(std::move(with)), log(to), client(options.uri, options.client_id) {}

    void on_success(const mqtt::token& token) override { settle(token, true); }
    void on_failure(const mqtt::token& token) override { settle(token, false); }

    void settle(const mqtt::token& token, bool acknowledged) {
        auto* waiter = static_cast<std::shared_ptr<Waiter>*>(token.get_user_context());
        if (!waiter) return;  // of the connection itself
        boost::asio::post(executor, [waiter = std::unique_ptr<std::shared_ptr<Waiter>>(waiter), acknowledged] {
            (*waiter)->acknowledged = acknowledged;
            (*waiter)->done.notify();
        });
    }

    void connect() {
        client.set_connected_handler([this](const std::string&) { say("message bus is connected"); });
        client.set_connection_lost_handler([this](const std::string&) { say("message bus is lost, reconnecting"); });
        client.connect(connect_options(options), nullptr, *this);
    }

    void say(core::PublicText what) {
        boost::asio::post(executor, [self = shared_from_this(), what = std::move(what)] { self->log.info(what); });
    }

    async::Executor executor;
    BusOptions options;
    const core::Log& log;
    mqtt::async_client client;
};

Publisher::Publisher(async::Executor executor, BusOptions options, const core::Log& log)
    : state_(std::make_shared<State>(executor, std::move(options), log)) {
    state_->connect();
}

Publisher::~Publisher() {
    state_->client.disable_callbacks();
    try {
        if (state_->client.is_connected()) state_->client.disconnect()->wait_for(std::chrono::seconds{1});
    } catch (const mqtt::exception&) {
        state_->log.warning("message bus did not take our leave");
    }
}

bool Publisher::connected() const { return state_->client.is_connected(); }

async::Task<core::Result<void>> Publisher::publish(std::string topic, std::string payload) {
    if (!is_topic(topic)) co_return core::failure(core::Problem::malformed, "not a topic to publish on");
    const auto state = state_;
    const auto waiter = std::make_shared<Waiter>(state->executor);
    auto context = std::make_unique<std::shared_ptr<Waiter>>(waiter);
    try {
        state->client.publish(mqtt::make_message(topic, payload, at_least_once, false), context.get(), *state);
        context.release();  // handed to paho: settle() takes it back, whatever becomes of the message
    } catch (const mqtt::exception&) {
        co_return core::failure(core::Problem::unreachable, "the message bus is not connected");
    }
    const bool answered = co_await waiter->done.wait(state->options.acknowledged_within);
    if (!answered || !waiter->acknowledged) {
        co_return core::failure(core::Problem::unreachable, "the message bus did not acknowledge");
    }
    co_return core::Result<void>{};
}
}  // namespace vorab::bus
