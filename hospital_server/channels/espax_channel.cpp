#include "hospital_server/channels/espax_channel.hpp"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace vorab::hospital_server::channels {
namespace {
using outbox::Delivered;
using outbox::Delivery;
using outbox::Rejected;
using outbox::RetryLater;

espax::Priority priority_of(envelope::Priority priority) {
    switch (priority) {
        case envelope::Priority::sk1:
            return espax::Priority::emergency;
        case envelope::Priority::sk2:
            return espax::Priority::high;
        case envelope::Priority::sk3:
            return espax::Priority::standard;
    }
    return espax::Priority::standard;
}

std::string sex_letter(envelope::Sex sex) {
    switch (sex) {
        case envelope::Sex::male:
            return "m";
        case envelope::Sex::female:
            return "w";
        case envelope::Sex::diverse:
            return "d";
        case envelope::Sex::unknown:
            return "";
    }
    return "";
}

/// "14:32" on the clock of the hospital's wall.
std::string wall_time(core::Timestamp time) {
    const std::time_t seconds = core::unix_seconds(time);
    return fmt::format("{:%H:%M}", fmt::localtime(seconds));
}

std::string text_of(const envelope::Arrival& arrival) {
    std::string text = arrival.keyword.value_or("Voranmeldung");
    if (arrival.eta) text += ", an " + wall_time(*arrival.eta);
    if (arrival.age) text += ", " + std::to_string(*arrival.age) + " J.";
    if (arrival.sex) text += " " + sex_letter(*arrival.sex);
    if (arrival.destination) text += ", " + *arrival.destination;
    return text;
}

class EspaxChannel final : public outbox::Channel {
  public:
    EspaxChannel(std::shared_ptr<espax::Client> link, const AlarmConfig& config, cases::Mailbox& mailbox)
        : link_(std::move(link)), config_(config), mailbox_(mailbox) {}

    async::Task<Delivery> deliver(const outbox::Job& job) override {
        auto unit = mailbox_.database.run(
            [job](database::Connection& connection) { return cases::read_current(connection, job); });
        const auto current = co_await std::move(unit);
        if (!current) co_return Delivery{Rejected{"the case is gone"}};
        auto call = call_for(*current, config_);
        if (!call) co_return Delivery{Delivered{}};  // nothing to call for, or called already
        const auto outcome = co_await link_->start(std::move(*call));
        co_return classify(outcome);
    }

  private:
    static Delivery classify(const espax::CallOutcome& outcome) {
        const auto* refused = std::get_if<espax::CallRefused>(&outcome);
        if (!refused || refused->action == espax::CodeAction::ok) return Delivered{};
        if (refused->action == espax::CodeAction::drop) return Rejected{refused->why};
        return RetryLater{refused->why};
    }

    std::shared_ptr<espax::Client> link_;
    const AlarmConfig& config_;
    cases::Mailbox& mailbox_;
};
}  // namespace

std::optional<espax::Call> call_for(const cases::Current& current, const AlarmConfig& config) {
    if (current.cancelled || current.kind != "pre_notification" || !current.facts.arrival) return std::nullopt;
    const auto& arrival = *current.facts.arrival;
    if (!arrival.priority) return std::nullopt;
    const std::string priority = public_text(*arrival.priority).str();
    if (std::ranges::find(config.priorities, priority) == config.priorities.end()) return std::nullopt;
    espax::Call call;
    call.reference = current.id.str();  // one case, one call: the alarm server knows a repetition by it
    call.destination = config.group;
    call.text = text_of(arrival);
    call.priority = priority_of(*arrival.priority);
    call.tone = *arrival.priority == envelope::Priority::sk1 ? espax::Tone::emergency : espax::Tone::urgent;
    return call;
}

std::shared_ptr<espax::Client> make_alarm_link(async::Executor executor, const AlarmConfig& config,
                                               const core::Clock& clock, const core::Log& log) {
    espax::SessionSettings settings;
    settings.profile = espax::profile_named(config.profile).value();
    settings.user = config.user;
    settings.password = config.password;
    auto connect = espax::plain_tcp(executor, config.host, config.port, settings.profile.connect_within);
    return std::make_shared<espax::Client>(executor, core::PublicText::from_operator(config.target),
                                           std::move(settings), std::move(connect), clock, log);
}

std::shared_ptr<outbox::Channel> make_espax_channel(std::shared_ptr<espax::Client> link, const AlarmConfig& config,
                                                    cases::Mailbox& mailbox) {
    return std::make_shared<EspaxChannel>(std::move(link), config, mailbox);
}
}  // namespace vorab::hospital_server::channels
