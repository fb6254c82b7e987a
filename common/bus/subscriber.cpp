#include "common/bus/subscriber.hpp"

#include "common/bus/link.hpp"

namespace vorab::bus {
namespace {
constexpr std::size_t longest_payload = 64 * 1024;  // what is longer was not said by us
}

/// Held by the calls that are on their way to the loop.
struct Subscriber::State : std::enable_shared_from_this<State> {
    State(async::Executor on, BusOptions with, const core::Log& to)
        : log(to), link(std::make_shared<Link>(on, std::move(with), to)) {}

    void begin() {
        // paho's thread. The message may come before the loop knows of the connection.
        link->client().set_message_callback([this](const mqtt::const_message_ptr& message) {
            if (!message || message->get_payload().size() > longest_payload) return;
            link->on_loop([self = weak_from_this(), topic = message->get_topic(), payload = message->to_string()] {
                if (const auto alive = self.lock()) alive->hear(topic, payload);
            });
        });
        link->begin({.connected = [this] { subscribe(); }});
    }

    void subscribe() {
        try {
            link->client().subscribe(topics, 1);
            back();
        } catch (const mqtt::exception&) {
            log.warning("message bus took no subscription");
        }
    }

    const core::Log& log;
    std::string topics;
    Hear hear;
    std::function<void()> back;
    std::shared_ptr<Link> link;
};

Subscriber::Subscriber(async::Executor executor, BusOptions options, std::string topics, Hear hear,
                       std::function<void()> back, const core::Log& log)
    : state_(std::make_shared<State>(executor, std::move(options), log)) {
    state_->topics = std::move(topics);
    state_->hear = std::move(hear);
    state_->back = std::move(back);
    state_->begin();
}

Subscriber::~Subscriber() { state_->link->leave(); }

bool Subscriber::connected() const { return state_->link->connected(); }

}  // namespace vorab::bus
