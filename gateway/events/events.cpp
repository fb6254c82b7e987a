#include "gateway/events/events.hpp"

#include "common/core/encoding.hpp"
#include "common/core/random.hpp"

namespace vorab::gateway {
namespace {
constexpr std::string_view prefix = "vorab/gateway/";

bus::BusOptions named(bus::BusOptions options, const std::string& instance, const char* role) {
    options.client_id = "vorab-gateway-" + instance + "-" + role;
    return options;
}
}  // namespace

Events::Events(async::Executor executor, const std::optional<bus::BusOptions>& broker, const core::Log& log)
    : instance_(core::to_hex(core::random_bytes(8))), sending_(executor, log, "events") {
    if (!broker) return;
    publisher_ = std::make_unique<bus::Publisher>(executor, named(*broker, instance_, "out"), log);
    subscriber_ = std::make_unique<bus::Subscriber>(
        executor, named(*broker, instance_, "in"), std::string{prefix} + "#",
        [this](const std::string& topic, const std::string& payload) { hear(topic, payload); },
        [this] {
            for (const auto& [what, topic] : topics_) topic.look();
        },
        log);
}

Events::~Events() { sending_.cancel(); }

void Events::on(const char* what, std::function<void()> look) { topics_[what].look = std::move(look); }

void Events::hear(const std::string& topic, const std::string& payload) {
    if (payload == instance_ || !topic.starts_with(prefix)) return;
    const auto known = topics_.find(topic.substr(prefix.size()));
    if (known != topics_.end()) known->second.look();
}

void Events::tell(const char* what) {
    const auto known = topics_.find(what);
    if (!publisher_ || known == topics_.end()) return;
    known->second.again = true;
    if (known->second.under_way) return;
    known->second.under_way = true;
    sending_.spawn(publish(known->first));
}

async::Task<void> Events::publish(std::string what) {
    Topic& topic = topics_.at(what);
    const struct UnderWay {
        bool& flag;
        ~UnderWay() { flag = false; }
    } under_way{topic.under_way};
    while (topic.again) {
        topic.again = false;
        const std::string name = std::string{prefix} + what;
        const auto heard = co_await publisher_->publish(name, instance_);
        if (!heard) co_return;  // the others will look by themselves
    }
}

bool Events::connected() const { return publisher_ && publisher_->connected() && subscriber_->connected(); }
}  // namespace vorab::gateway
