#pragma once
// Rules and cases as the tests of the alarms write them.
#include "hospital_server/alarm_rules/plan.hpp"
#include "tests/support/catch.hpp"

namespace vorab::hospital_server::alarm_rules {

inline core::Timestamp at(const char* time) { return core::parse_rfc3339(time).value(); }

/// The wall clock of these tests stands in Greenwich.
inline WallTime greenwich(core::Timestamp time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const auto minute = std::chrono::floor<std::chrono::minutes>(time - day).count();
    const std::chrono::weekday weekday{day};
    return {weekday.iso_encoding() - 1, static_cast<unsigned>(minute)};
}

inline Rule rule(const std::string& name, const std::string& to = "7001") {
    Rule made;
    made.name = name;
    made.server = "daks";
    made.text = TextPattern::parse("{keyword}[, an {eta}][, {age} J.][ {sex}][, {destination}]").value();
    made.chain = {{to, std::chrono::seconds{60}}};
    return made;
}

inline Situation situation(const char* now = "2026-01-15T13:00:00Z") {  // a Thursday
    Situation made;
    made.mailbox = core::MailboxId::parse("zna-musterstadt").value();
    made.now = at(now);
    made.arrival.priority = envelope::Priority::sk1;
    made.arrival.keyword = "Polytrauma, Schädel";
    made.arrival.code = "211231";
    made.arrival.age = 34;
    made.arrival.sex = envelope::Sex::male;
    made.arrival.eta = at("2026-01-15T13:30:00Z");
    made.arrival.flags = {"trauma_team"};
    return made;
}

}  // namespace vorab::hospital_server::alarm_rules
