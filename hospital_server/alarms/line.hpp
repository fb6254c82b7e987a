#pragma once
// The alarms of one mailbox: rings what is due, follows what becomes of the calls, moves and stops what the case moves
// or stops. All state is in the mailbox's database; a restart goes on where it was, with the same references.
#include <deque>
#include <set>
#include <variant>

#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "hospital_server/alarm_rules/wall_time.hpp"
#include "hospital_server/alarms/links.hpp"
#include "hospital_server/alarms/store.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::alarms {

/// Told after the commit: trackers and boards show the case's mark; empty: no alarm.
using Changed = std::function<void(const core::MailboxId&, const core::CaseId&, std::optional<alarm_rules::State>)>;

/// What an alarm server, or the way to it, says of one call.
struct Started {};
struct Refused {
    bool again = false;
    std::string why;
};
struct Attempted {
    std::string who, result;
};
struct Taken {
    std::string who;
};
struct Ended {
    std::string how;
};
struct Happening {
    std::string reference;  ///< of the alarm
    int step = 0;
    std::variant<Started, Refused, Attempted, Taken, Ended> what;
};

/// CP-PR-REF of one step's call, and back.
std::string call_reference(const std::string& reference, int step);
std::optional<std::pair<std::string, int>> split_reference(const std::string& call_reference);

class Line {
  public:
    /// `owns` is told the reference of each alarm whose calls may be heard of: their happenings go to note().
    Line(async::Executor executor, cases::Mailbox& mailbox, const alarm_rules::Settings& settings, Links& links,
         std::function<void(const std::string& reference)> owns, Changed changed, const core::Clock& clock,
         const core::Log& log);

    async::Task<void> run();  ///< until cancelled

    /// Applies the rules to the case as it is now. `transmission`: what has just come; a protocol raises no alarm.
    async::Task<void> judge(core::CaseId case_id, std::optional<core::TransmissionId> transmission);

    void note(Happening happening);
    /// Something about this case has changed.
    void look(core::CaseId case_id);
    void wake() { something_.notify(); }

    /// Calls that are being placed get `grace`; what is not answered then is placed again after the restart.
    async::Task<void> drain(std::chrono::milliseconds grace) { return calls_.drain(grace); }

    /// Reads the case's mark and tells it.
    async::Task<void> show_mark(core::CaseId case_id);

  private:
    struct Outcome;
    struct Held;
    using Chain = std::vector<alarm_rules::Step>;
    /// What becomes of the alarm with this reference.
    struct Change {
        std::string reference;
        std::function<alarm_rules::Turn(const Stored&, const Chain&)> turn;
    };

    async::Task<void> load();
    async::Task<void> hear();
    async::Task<void> follow();
    async::Task<std::chrono::milliseconds> ring_what_is_due();
    async::Task<void> change(std::vector<Change> changes);
    // On a database thread, with the time of the loop.
    std::vector<Outcome> changed_in(database::Connection& connection, const std::vector<Change>& changes,
                                    core::Timestamp now) const;
    static std::optional<Held> hold(database::Connection& connection, const std::string& reference);
    void mark_all(database::Connection& connection, std::vector<Outcome>& outcomes, core::Timestamp now) const;
    Outcome judged_in(database::Connection& connection, const core::CaseId& case_id,
                      const std::optional<core::TransmissionId>& transmission, core::Timestamp now) const;
    void judge_open(database::Connection& connection, const CaseNow& known, const std::vector<Stored>& alarms,
                    bool may_raise, core::Timestamp now, Outcome& outcome) const;
    void apply_turn(database::Connection& connection, const Stored& alarm, const alarm_rules::Turn& turn,
                    const CaseNow& known, core::Timestamp now, Outcome& outcome) const;
    /// Writes the case's mark; when it is another one, the boards that the gateway serves will be told.
    void mark(database::Connection& connection, Outcome& outcome, core::Timestamp now) const;
    void perform(const Outcome& outcome);
    async::Task<void> call(std::string server, espax::Call call);
    async::Task<void> stop(std::string server, std::string call_reference);
    const alarm_rules::Rule* rule_named(const std::string& name) const;
    Chain chain_of(const Stored& alarm) const;

    cases::Mailbox& mailbox_;
    const alarm_rules::Settings& settings_;
    Links& links_;
    std::function<void(const std::string&)> owns_;
    Changed changed_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::deque<Happening> inbox_;
    std::set<core::CaseId> changed_cases_;
    std::chrono::steady_clock::time_point follow_at_{};
    std::map<core::CaseId, std::string> followed_;  ///< the version of each case that was judged last
    async::Signal something_;
    async::TaskGroup calls_;
};

}  // namespace vorab::hospital_server::alarms
