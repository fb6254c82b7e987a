#pragma once
// "Which alarms would this case raise, when, to whom, with what text, and why?" Nobody is called.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "hospital_server/alarm_rules/config.hpp"
#include "hospital_server/alarm_rules/judge.hpp"

namespace vorab::hospital_server::alarm_rules {

/// What was asked: {mailbox, arrival, at?}, or a whole record (record.schema.json), whose slip names the mailbox.
core::Result<Situation> read_situation(const boost::json::object& asked, core::Timestamp now);

/// One AlarmVerdict (schemas/tracker.openapi.yaml) a rule.
boost::json::array dry_run(const Settings& settings, const Situation& situation, WallClock wall);

/// The same for a terminal.
std::string dry_run_text(const Settings& settings, const Situation& situation, WallClock wall);

/// What the handset shows: the rule's text for this arrival, as the alarm server takes it.
std::string shown_text(const Rule& rule, const espax::Profile& profile, const envelope::Arrival& arrival,
                       core::Timestamp now, WallClock wall);

}  // namespace vorab::hospital_server::alarm_rules
