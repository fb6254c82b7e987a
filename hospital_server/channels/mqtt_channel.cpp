#include "hospital_server/channels/mqtt_channel.hpp"

#include <unistd.h>

#include <boost/json/serialize.hpp>

#include "hospital_server/cases/current.hpp"

namespace vorab::hospital_server::channels {
namespace json = boost::json;
namespace {
using outbox::Delivered;
using outbox::Delivery;
using outbox::Rejected;
using outbox::RetryLater;

std::string event_of(const cases::Current& current) {
    return current.kind == "pre_notification" ? "announced" : current.kind;
}

std::string payload_of(const cases::Current& current, const core::MailboxId& mailbox, const outbox::Job& job) {
    json::object payload{
        {"case", current.id.str()}, {"mailbox", mailbox.str()},     {"transmission", job.transmission.str()},
        {"kind", current.kind},     {"sequence", current.sequence}, {"at", core::to_rfc3339(current.updated_at)}};
    const auto& arrival = current.facts.arrival;
    if (arrival && arrival->priority) payload["priority"] = public_text(*arrival->priority).str();
    if (arrival && arrival->eta) payload["eta"] = core::to_rfc3339(*arrival->eta);
    return json::serialize(payload);
}

class MqttChannel final : public outbox::Channel {
  public:
    MqttChannel(bus::Publisher& publisher, cases::Mailbox& mailbox) : publisher_(publisher), mailbox_(mailbox) {}

    async::Task<Delivery> deliver(const outbox::Job& job) override {
        auto unit = mailbox_.database.run(
            [job](database::Connection& connection) { return cases::read_current(connection, job); });
        const auto current = co_await std::move(unit);
        if (!current) co_return Delivery{Rejected{"the case is gone"}};
        std::string topic = "vorab/" + mailbox_.id.str() + "/cases/" + job.case_id.str() + "/" + event_of(*current);
        std::string payload = payload_of(*current, mailbox_.id, job);
        const auto size = static_cast<std::int64_t>(payload.size());
        const auto published = co_await publisher_.publish(std::move(topic), std::move(payload));
        if (!published) co_return Delivery{RetryLater{published.error().detail}};
        co_return Delivery{Delivered{size}};
    }

  private:
    bus::Publisher& publisher_;
    cases::Mailbox& mailbox_;
};
}  // namespace

bus::BusOptions bus_options(const MqttConfig& config) {
    bus::BusOptions options;
    options.uri = config.uri;
    options.client_id = "vorab-hospital-" + std::to_string(::getpid());
    options.user = config.user;
    options.password = config.password;
    if (config.ca) options.ca = config.ca->string();
    return options;
}

std::shared_ptr<outbox::Channel> make_mqtt_channel(bus::Publisher& publisher, cases::Mailbox& mailbox) {
    return std::make_shared<MqttChannel>(publisher, mailbox);
}
}  // namespace vorab::hospital_server::channels
