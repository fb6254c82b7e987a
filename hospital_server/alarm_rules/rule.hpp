#pragma once
// An alarm rule: which cases it is for, who is called with what text, and who next. Plain data, read from the
// configuration ([[alarm_rule]] in deploy/hospital.example.toml).
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/core/ids.hpp"
#include "common/envelope/arrival.hpp"
#include "espax/call.hpp"
#include "hospital_server/alarm_rules/text.hpp"

namespace vorab::hospital_server::alarm_rules {

/// Minutes of the day on the hospital's wall clock. `until` before `from` goes over midnight.
struct Hours {
    unsigned from = 0;
    unsigned until = 0;  ///< no longer within
    bool hold(unsigned minute) const;
};

/// All of them must hold; an empty one always does.
struct Conditions {
    std::vector<core::MailboxId> mailboxes;
    std::vector<envelope::Priority> priorities;
    std::vector<std::string> keywords;  ///< folded(): any of them is part of the keyword
    std::vector<std::string> codes;     ///< digits; with a '*' at the end the code's beginning
    std::vector<std::string> flags;     ///< any of them is set
    std::vector<std::string> without_flags;
    std::optional<std::int64_t> age_from, age_to;  ///< years, both included
    std::set<unsigned> weekdays;                   ///< 0 is Monday
    std::optional<Hours> hours;
};

/// One call of the chain, and how long to wait for an acceptance before the next one.
struct Step {
    std::string to;  ///< group, number or prepared alarm, as the alarm server's profile says
    std::chrono::seconds wait{60};
    bool last_resort = false;  ///< nobody had accepted
};

struct Rule {
    std::string name;
    std::string server;  ///< target of an [[alarm_server]]
    Conditions when;
    TextPattern text;
    espax::Priority priority = espax::Priority::high;
    espax::Tone tone = espax::Tone::urgent;
    std::optional<std::chrono::minutes> lead;  ///< rings so long before the arrival; at once without it
    std::vector<Step> chain;                   ///< at least one
};

/// Lower case, for comparing words (ASCII and the letters of Latin-1 in UTF-8).
std::string folded(std::string_view word);

/// The words of the configuration and of the API: "low" to "emergency".
core::PublicText word_of(espax::Priority priority);
std::optional<espax::Priority> priority_named(std::string_view word);

}  // namespace vorab::hospital_server::alarm_rules
