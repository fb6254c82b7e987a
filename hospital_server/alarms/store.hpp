#pragma once
// The alarms of one mailbox in its database (sql/mailbox/050_alarms.sql). Plain functions over a connection, each to be
// called inside a transaction that holds the case's row: lock_case() first.
#include <optional>
#include <string>
#include <vector>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"
#include "common/envelope/arrival.hpp"
#include "hospital_server/alarm_rules/plan.hpp"

namespace vorab::hospital_server::alarms {

struct Stored {
    std::int64_t id = 0;
    core::CaseId case_id;
    std::string rule;
    std::string server;
    std::string to;  ///< of the first step
    espax::Priority priority = espax::Priority::standard;
    std::string reference;  ///< 24 hex digits; with the step it is CP-PR-REF
    core::Timestamp raised_at{};
    alarm_rules::Course course;
};

/// What the alarms need to know of a case.
struct CaseNow {
    bool cancelled = false;
    bool arrived = false;
    envelope::Arrival arrival;
    std::string version;  ///< another one whenever something about the case has changed
    bool is_open() const { return !cancelled && !arrived; }
};

/// Whoever holds it is the only one that changes this case and its alarms. Empty: there is no such case.
std::optional<CaseNow> lock_case(database::Connection& connection, const core::CaseId& case_id);
std::optional<CaseNow> lock_case_of_alarm(database::Connection& connection, const std::string& reference);

std::vector<Stored> alarms_of(database::Connection& connection, const core::CaseId& case_id);
std::optional<Stored> find_alarm(database::Connection& connection, const std::string& reference);
/// Without a lock: those that are due, the first of them first; or the one that will be next.
std::vector<Stored> first_due(database::Connection& connection, core::Timestamp now, std::size_t most);
/// Cases of the last two days with an alarm that a change of the case may move, stop or bring back.
struct Followed {
    core::CaseId case_id;
    std::string version;  ///< as in CaseNow
};
std::vector<Followed> cases_to_follow(database::Connection& connection, core::Timestamp now);
/// Whose call may still be ringing: known again after a restart.
std::vector<Stored> ringing_alarms(database::Connection& connection, core::Timestamp now);

/// A new alarm of this rule, or the same one from its beginning with a new reference.
void raise(database::Connection& connection, const core::CaseId& case_id, const alarm_rules::Raise& raise,
           core::Timestamp now);
/// Writes what has become of it.
void save(database::Connection& connection, const Stored& before, const alarm_rules::Course& course,
          core::Timestamp now);
void add_event(database::Connection& connection, std::int64_t alarm, const alarm_rules::Event& event,
               const std::string& to, const std::optional<std::string>& text, core::Timestamp now);

/// Writes the case's mark for trackers and boards: the state of the alarm that needs a person most. Empty: none.
std::optional<alarm_rules::State> mark_case(database::Connection& connection, const core::CaseId& case_id);
std::optional<alarm_rules::State> mark_of(database::Connection& connection, const core::CaseId& case_id);

}  // namespace vorab::hospital_server::alarms
