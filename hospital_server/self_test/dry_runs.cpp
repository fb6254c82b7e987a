#include "hospital_server/self_test/dry_runs.hpp"

#include "hl7/documents.hpp"
#include "hl7/message.hpp"
#include "hospital_server/alarm_rules/dry_run.hpp"
#include "hospital_server/channels/hl7_notice.hpp"

namespace vorab::hospital_server::self_test {
using core::failure;
using core::Problem;
using core::Result;

namespace {
/// Every rule, also one that this case does not meet: each must have something to say.
Result<void> alarm(const alarm_rules::Settings& settings, const cases::Current& current,
                   const core::MailboxId& mailbox) {
    if (!current.facts.arrival) return failure(Problem::internal, "the alarm rules have no arrival to go by");
    const alarm_rules::Situation situation{mailbox, *current.facts.arrival, current.updated_at};
    for (const auto& verdict : alarm_rules::judge(settings.rules, situation, alarm_rules::local_time)) {
        const auto* server = settings.server_named(verdict.rule->server);
        if (server == nullptr) return failure(Problem::internal, "an alarm rule names no alarm server");
        const auto text = alarm_rules::shown_text(*verdict.rule, server->profile, situation.arrival, verdict.due,
                                                  alarm_rules::local_time);
        if (text.empty()) return failure(Problem::internal, "the alarm would say nothing");
        if (text.find(canary) != std::string::npos)
            return failure(Problem::internal, "the alarm would name the patient");
    }
    return {};
}

Result<void> report(const cases::Current& current, const core::MailboxId& mailbox) {
    const hl7::Stamp stamp{.control_id = "V0", .time = current.updated_at};
    const auto made = hl7::observation_report(channels::to_hl7(current, mailbox), hl7::Target{}, stamp);
    const auto message = hl7::Message::parse(made.bytes);
    if (!message) return message.error();
    if (message->get("MSH", 10) != "V0" || message->get("PID", 5).find(canary) == std::string_view::npos)
        return failure(Problem::internal, "the HL7 message is not this patient's");
    return {};
}
}  // namespace

std::vector<DryRun> dry_runs(const Config& config) {
    std::vector<DryRun> runs;
    if (!config.alarms.rules.empty())
        runs.push_back({"alarm", [&config](const cases::Current& current, const core::MailboxId& mailbox) {
                            return alarm(config.alarms, current, mailbox);
                        }});
    if (!config.hl7.empty()) runs.push_back({"hl7", report});
    return runs;
}
}  // namespace vorab::hospital_server::self_test
