#pragma once
// Which rules a case meets, when they ring, and why or why not. Pure.
#include <string>
#include <vector>

#include "hospital_server/alarm_rules/rule.hpp"

namespace vorab::hospital_server::alarm_rules {

struct Situation {
    core::MailboxId mailbox;
    envelope::Arrival arrival;  ///< with the time of arrival as it is known now
    core::Timestamp now;
};

struct Verdict {
    const Rule* rule;
    bool raised = false;
    std::string why = {};   ///< for people: which condition holds, or the first that does not
    core::Timestamp due{};  ///< when it rings: the arrival less the rule's lead time, never before now
};

/// One verdict a rule, in their order. A rule that would first call whom an earlier one already calls is not raised.
/// Weekdays and hours are those of the moment when it would ring.
std::vector<Verdict> judge(const std::vector<Rule>& rules, const Situation& situation, WallClock wall);

}  // namespace vorab::hospital_server::alarm_rules
