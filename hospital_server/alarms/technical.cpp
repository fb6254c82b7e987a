#include "hospital_server/alarms/technical.hpp"

#include <algorithm>

#include "common/core/random.hpp"

namespace vorab::hospital_server::alarms {
namespace {
constexpr std::chrono::minutes between_calls{5};

/// German: it is read on a handset of the house.
std::string text_of(const core::MailboxId& mailbox, const core::PublicText& step) {
    return "Vorab gestört: Selbsttest " + mailbox.str() + " (" + step.str() + ")";
}
}  // namespace

Technical::Technical(async::Executor executor, Links& links, const std::optional<alarm_rules::Technician>& technician,
                     const core::Clock& clock, const core::Log& log)
    : links_(links), technician_(technician), clock_(clock), log_(log), calls_(executor, log, "technical alarms") {}

void Technical::note(const core::MailboxId& mailbox, bool passed, const core::PublicText& step) {
    if (!technician_) return;
    auto& trouble = troubles_[mailbox];
    if (passed) {
        const bool rings = !trouble.reference.empty() && !trouble.over;
        if (rings) calls_.spawn(stop(trouble.reference));
        troubles_.erase(mailbox);
        return;
    }
    ++trouble.failures;
    const bool may_call = trouble.reference.empty() || clock_.now() - trouble.called_at >= between_calls;
    if (trouble.failures < technician_->failures || trouble.taken || !may_call) return;
    if (!trouble.reference.empty() && !trouble.over) calls_.spawn(stop(trouble.reference));
    call(mailbox, trouble, step);
}

void Technical::call(const core::MailboxId& mailbox, Trouble& trouble, const core::PublicText& step) {
    trouble.reference = "self-test-" + core::to_hex(core::random_bytes(8));
    trouble.called_at = clock_.now();
    trouble.over = false;
    espax::Call made{trouble.reference, technician_->to, text_of(mailbox, step)};
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
    auto* const trouble = of(reference);
    if (refused == nullptr || trouble == nullptr) co_return;
    trouble->over = true;
    trouble->called_at = {};  // nobody was disturbed: the next failure tries again
    log_.error("the technician cannot be called", {{"code", refused->code}, {"why", refused->why}});
}

async::Task<void> Technical::stop(std::string reference) {
    auto& link = links_.at(technician_->server);
    co_await link.stop(std::move(reference));
}

Technical::Trouble* Technical::of(const std::string& reference) {
    const auto found =
        std::ranges::find_if(troubles_, [&](const auto& one) { return one.second.reference == reference; });
    return found == troubles_.end() ? nullptr : &found->second;
}

void Technical::observe(const espax::Report& report) {
    if (const auto* taken = std::get_if<espax::CallTaken>(&report)) {
        auto* const trouble = of(taken->reference);
        if (trouble == nullptr || trouble->taken) return;
        trouble->taken = true;
        log_.info("the technician has taken the call");
    } else if (const auto* ended = std::get_if<espax::CallEnded>(&report)) {
        if (auto* const trouble = of(ended->reference)) trouble->over = true;
    }
}

}  // namespace vorab::hospital_server::alarms
