#include "hospital_server/self_test/dry_runs.hpp"

#include "hl7/documents.hpp"
#include "hl7/message.hpp"
#include "hospital_server/channels/espax_channel.hpp"
#include "hospital_server/channels/hl7_notice.hpp"

namespace vorab::hospital_server::self_test {
using core::failure;
using core::Problem;
using core::Result;

namespace {
Result<void> alarm(const Config& config, const cases::Current& current) {
    for (const auto& server : config.alarms) {
        const auto call = channels::call_for(current, server);
        if (!call) continue;  // this priority raises none there
        if (call->text.empty()) return failure(Problem::internal, "the alarm would say nothing");
        if (call->text.find(canary) != std::string::npos)
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
    if (!config.alarms.empty())
        runs.push_back({"alarm", [&config](const cases::Current& current, const core::MailboxId&) {
                            return alarm(config, current);
                        }});
    if (!config.hl7.empty()) runs.push_back({"hl7", report});
    return runs;
}
}  // namespace vorab::hospital_server::self_test
