#pragma once
// The life of one alarm, without I/O and without a clock: what happened goes in, the next state comes out, and what is
// to be done. Everything of it is durable, so that a restart goes on where it was.
//   scheduled -> ringing -> accepted
//                ringing -> next step of the chain ... -> unanswered: nobody accepted. An acceptance later still
//                counts. ringing -> failed: no alarm server takes the call. It is tried on, for as long as the patient
//                is due.
//   stopped: cancelled, or the patient is here. withdrawn: the rule stopped matching before it rang.
#include <optional>
#include <string>
#include <vector>

#include "hospital_server/alarm_rules/rule.hpp"

namespace vorab::hospital_server::alarm_rules {

enum class State { scheduled, ringing, accepted, unanswered, failed, stopped, withdrawn };
core::PublicText public_text(State state);
State state_named(std::string_view word);  ///< throws std::logic_error: the word is the database's

struct Course {
    State state = State::scheduled;
    int step = 0;               ///< of the chain
    bool started = false;       ///< the alarm server runs the call of this step
    bool ever_started = false;  ///< or had run that of an earlier one
    core::Timestamp step_since{};
    std::optional<core::Timestamp> due;  ///< when something is to be done without anything having happened
    std::optional<std::string> by;       ///< who accepted
    std::optional<core::Timestamp> at;   ///< when

    friend bool operator==(const Course&, const Course&) = default;
};

enum class EventKind {
    scheduled,
    retimed,
    withdrawn,
    calling,
    started,
    refused,
    attempt,
    accepted,
    ended,
    unanswered,
    failed,
    stopped
};
core::PublicText public_text(EventKind kind);

/// One line of the course that people read.
struct Event {
    EventKind kind;
    int step = 0;
    std::optional<std::string> who = {};
    std::optional<std::string> detail = {};
};

/// What comes out of a happening.
struct Turn {
    Course course;
    bool call = false;           ///< start the call of course.step
    std::vector<int> stop = {};  ///< end the calls of these steps
    std::vector<Event> events = {};
};

// What can happen. `chain` is never empty; a step beyond it is one of an older configuration.
Turn on_due(const Course& course, const std::vector<Step>& chain, core::Timestamp now);
Turn on_started(const Course& course, const std::vector<Step>& chain, int step, core::Timestamp now);
/// The call of this step does not run. `again`: it may later; else it never will as it is.
Turn on_refused(const Course& course, const std::vector<Step>& chain, int step, bool again, std::string why,
                core::Timestamp now);
Turn on_accepted(const Course& course, int step, std::string who, core::Timestamp now);
Turn on_ended(const Course& course, const std::vector<Step>& chain, int step, std::string how, core::Timestamp now);
Turn on_stop(const Course& course, std::string why);

/// How long a call may take to be taken or refused; then, or after a restart, it is started again with the same
/// reference.
inline constexpr std::chrono::seconds call_within{30};
/// Pause before the next try when no alarm server took the call.
inline constexpr std::chrono::seconds try_again_after{3};
/// Without any alarm server for so long people are told to telephone.
inline constexpr std::chrono::seconds failed_after{15};

}  // namespace vorab::hospital_server::alarm_rules
