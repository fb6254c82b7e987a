#include "hospital_server/alarm_rules/plan.hpp"

#include <algorithm>

namespace vorab::hospital_server::alarm_rules {
namespace {
/// Reports of a position come every few seconds: less than this does not move an alarm ...
constexpr std::chrono::seconds least_move{5};
/// ... and less than this is not worth a line in its course.
constexpr std::chrono::seconds told_move{60};

bool is_over(State state) { return state == State::stopped || state == State::withdrawn; }

const Known* of_rule(const std::vector<Known>& known, const std::string& rule) {
    const auto found = std::ranges::find_if(known, [&](const auto& one) { return one.rule == rule; });
    return found == known.end() ? nullptr : &*found;
}

bool called_already(const Rule& rule, const std::vector<Known>& known) {
    return std::ranges::any_of(known, [&](const Known& one) {
        const bool rang = one.state != State::scheduled && !is_over(one.state);
        return rang && one.rule != rule.name && one.server == rule.server && one.to == rule.chain.front().to &&
               one.priority >= rule.priority;
    });
}

void move(Plan& plan, const Known& alarm, core::Timestamp due, core::Timestamp now) {
    if (!alarm.due || *alarm.due <= now) return;  // it rings just now
    const auto by = std::chrono::abs(due - *alarm.due);
    if (by < least_move && due > now) return;
    plan.retime.push_back({alarm.rule, due, by >= told_move});
}
}  // namespace

Plan plan(const std::vector<Verdict>& verdicts, const std::vector<Known>& known, core::Timestamp now) {
    Plan plan;
    for (const auto& verdict : verdicts) {
        const auto* alarm = of_rule(known, verdict.rule->name);
        const bool wanted = verdict.raised && !called_already(*verdict.rule, known);
        if (!alarm || is_over(alarm->state)) {
            if (wanted) plan.raise.push_back({verdict.rule, verdict.due});
        } else if (alarm->state == State::scheduled) {
            if (wanted) {
                move(plan, *alarm, verdict.due, now);
            } else {
                plan.withdraw.push_back({alarm->rule, verdict.why});
            }
        }
    }
    return plan;
}

}  // namespace vorab::hospital_server::alarm_rules
