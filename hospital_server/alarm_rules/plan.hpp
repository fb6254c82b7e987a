#pragma once
// From the verdicts on a case and the alarms it has already to what is to change: each alarm is raised once, whatever
// is repeated. Pure.
#include "hospital_server/alarm_rules/course.hpp"
#include "hospital_server/alarm_rules/judge.hpp"

namespace vorab::hospital_server::alarm_rules {

/// An alarm that the case has.
struct Known {
    std::string rule;
    std::string server;
    std::string to;  ///< of its first step
    espax::Priority priority = espax::Priority::standard;
    State state = State::scheduled;
    std::optional<core::Timestamp> due;
};

struct Raise {  ///< a new alarm, or one that was withdrawn or stopped before and is wanted again
    const Rule* rule;
    core::Timestamp due;
};
struct Retime {
    std::string rule;
    core::Timestamp due;
    bool told = false;  ///< by so much that people should read of it
};
struct Withdraw {
    std::string rule;
    std::string why;
};

struct Plan {
    std::vector<Raise> raise;
    std::vector<Retime> retime;
    std::vector<Withdraw> withdraw;
    bool empty() const { return raise.empty() && retime.empty() && withdraw.empty(); }
};

/// For a case that is on its way. A rule that would call whom another alarm of the case has called with the same or a
/// higher priority is not raised: nobody is called twice without need.
Plan plan(const std::vector<Verdict>& verdicts, const std::vector<Known>& known, core::Timestamp now);

}  // namespace vorab::hospital_server::alarm_rules
