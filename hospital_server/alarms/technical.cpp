#include "hospital_server/alarms/technical.hpp"

#include "common/core/random.hpp"

namespace vorab::hospital_server::alarms {
namespace {
constexpr std::chrono::minutes between_calls{5};

/// German: it is read on a handset of the house.
std::string text_of(const core::MailboxId& mailbox, const core::PublicText& step, std::size_t others) {
    std::string text = "Vorab gestört: Selbsttest " + mailbox.str() + " (" + step.str() + ")";
    if (others > 0) text += " und " + std::to_string(others) + " weitere";
    return text;
}
}  // namespace

Technical::Technical(async::Executor executor, Links& links, const std::optional<alarm_rules::Technician>& technician,
                     const core::Clock& clock, const core::Log& log)
    : links_(links), technician_(technician), clock_(clock), log_(log), calls_(executor, log, "technical alarms") {}

void Technical::note(const core::MailboxId& mailbox, bool passed, const core::PublicText& step) {
    if (!technician_) return;
    if (passed) {
        troubles_.erase(mailbox);
        if (troubles_.empty() && rings()) calls_.spawn(stop(reference_));
        if (troubles_.empty()) reference_.clear();
        return;
    }
    auto& trouble = troubles_[mailbox];
    ++trouble.failures;
    const bool may_call = reference_.empty() || clock_.now() - called_at_ >= between_calls;
    if (trouble.failures < technician_->failures || trouble.known || !may_call) return;
    if (rings()) calls_.spawn(stop(reference_));
    call(mailbox, step);
}

void Technical::call(const core::MailboxId& mailbox, const core::PublicText& step) {
    reference_ = "self-test-" + core::to_hex(core::random_bytes(8));
    called_at_ = clock_.now();
    over_ = false;
    espax::Call made{reference_, technician_->to, text_of(mailbox, step, troubles_.size() - 1)};
    made.priority = espax::Priority::high;
    made.tone = espax::Tone::urgent;
    log_.warning("the technician is called", {{"mailbox", mailbox}, {"step", step}});
    calls_.spawn(start(std::move(made)));
}

async::Task<void> Technical::start(espax::Call call) {
    const std::string reference = call.reference;
    auto& link = links_.at(technician_->server);
    const auto outcome = co_await link.start(std::move(call));
    const auto* refused = std::get_if<espax::CallRefused>(&outcome);
    if (refused == nullptr || reference != reference_) co_return;
    over_ = true;
    called_at_ = {};  // nobody was disturbed: the next failure tries again
    log_.error("the technician cannot be called", {{"code", refused->code}, {"why", refused->why}});
}

async::Task<void> Technical::stop(std::string reference) {
    auto& link = links_.at(technician_->server);
    co_await link.stop(std::move(reference));
}

void Technical::observe(const espax::Report& report) {
    const auto* taken = std::get_if<espax::CallTaken>(&report);
    const auto* ended = std::get_if<espax::CallEnded>(&report);
    if (ended != nullptr && ended->reference == reference_) over_ = true;
    if (taken == nullptr || taken->reference != reference_) return;
    for (auto& [mailbox, trouble] : troubles_) trouble.known = true;
    log_.info("the technician has taken the call");
}

}  // namespace vorab::hospital_server::alarms
