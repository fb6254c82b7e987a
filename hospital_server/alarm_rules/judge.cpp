#include "hospital_server/alarm_rules/judge.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace vorab::hospital_server::alarm_rules {
namespace {
using envelope::Arrival;

/// Collects why a rule holds, until a condition does not.
class Reasons {
  public:
    /// `asked`: the rule has this condition at all.
    void check(bool asked, bool holds, const std::string& yes, const std::string& no) {
        if (!asked || failed_) return;
        failed_ = !holds;
        if (!holds) why_.clear();
        why_ += (why_.empty() ? "" : "; ") + (holds ? yes : no);
    }
    bool failed() const { return failed_; }
    std::string why() const { return why_.empty() ? "the rule is for every case" : why_; }

  private:
    bool failed_ = false;
    std::string why_;
};

std::string listed(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "\"" : ", \"") + word + "\"";
    return all;
}

const std::string* first_found(const std::vector<std::string>& words, const auto& holds) {
    const auto found = std::ranges::find_if(words, holds);
    return found == words.end() ? nullptr : &*found;
}

void check_priority(Reasons& reasons, const Conditions& when, const Arrival& arrival) {
    const bool holds =
        arrival.priority && std::ranges::find(when.priorities, *arrival.priority) != when.priorities.end();
    const std::string is = arrival.priority ? "priority is " + public_text(*arrival.priority).str() : "no priority";
    reasons.check(!when.priorities.empty(), holds, is, is + ", which the rule does not name");
}

void check_keyword(Reasons& reasons, const Conditions& when, const Arrival& arrival) {
    const std::string keyword = folded(arrival.keyword.value_or(""));
    const auto* word =
        first_found(when.keywords, [&](const auto& part) { return keyword.find(part) != std::string::npos; });
    reasons.check(!when.keywords.empty(), word, word ? "keyword holds \"" + *word + "\"" : "",
                  "the keyword holds none of " + listed(when.keywords));
}

bool covers(const std::string& pattern, const std::string& code) {
    if (pattern.ends_with('*')) return code.starts_with(std::string_view{pattern}.substr(0, pattern.size() - 1));
    return pattern == code;
}

void check_code(Reasons& reasons, const Conditions& when, const Arrival& arrival) {
    const std::string code = arrival.code.value_or("");
    const auto* pattern = first_found(when.codes, [&](const auto& one) { return !code.empty() && covers(one, code); });
    reasons.check(!when.codes.empty(), pattern, pattern ? "code " + code + " is one of " + *pattern : "",
                  "the code is none of " + listed(when.codes));
}

void check_flags(Reasons& reasons, const Conditions& when, const Arrival& arrival) {
    const auto is_set = [&](const auto& flag) { return std::ranges::find(arrival.flags, flag) != arrival.flags.end(); };
    const auto* flag = first_found(when.flags, is_set);
    reasons.check(!when.flags.empty(), flag, flag ? "flag " + *flag : "", "none of the flags " + listed(when.flags));
    const auto* unwanted = first_found(when.without_flags, is_set);
    reasons.check(!when.without_flags.empty(), !unwanted, "none of the flags " + listed(when.without_flags),
                  unwanted ? "flag " + *unwanted + " is set" : "");
}

void check_age(Reasons& reasons, const Conditions& when, const Arrival& arrival) {
    const bool asked = when.age_from || when.age_to;
    const bool holds = arrival.age && *arrival.age >= when.age_from.value_or(0) &&
                       *arrival.age <= when.age_to.value_or(std::numeric_limits<std::int64_t>::max());
    const std::string is = arrival.age ? "age is " + std::to_string(*arrival.age) : "no age";
    reasons.check(asked, holds, is, is + ", outside the rule's");
}

void check_time(Reasons& reasons, const Conditions& when, WallTime rings) {
    constexpr std::array<const char*, 7> days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};
    const std::string day = days.at(rings.weekday);
    reasons.check(!when.weekdays.empty(), when.weekdays.contains(rings.weekday), "it rings on a " + day,
                  "it would ring on a " + day);
    const std::string time = hours_and_minutes(rings.minute);
    reasons.check(when.hours.has_value(), when.hours && when.hours->hold(rings.minute), "it rings at " + time,
                  "it would ring at " + time);
}

void check_mailbox(Reasons& reasons, const Conditions& when, const core::MailboxId& mailbox) {
    const bool holds = std::ranges::find(when.mailboxes, mailbox) != when.mailboxes.end();
    reasons.check(!when.mailboxes.empty(), holds, "mailbox " + mailbox.str(), "not for mailbox " + mailbox.str());
}

core::Timestamp due_of(const Rule& rule, const Situation& situation) {
    if (!rule.lead || !situation.arrival.eta) return situation.now;
    return std::max(situation.now, core::Timestamp{*situation.arrival.eta - *rule.lead});
}

Verdict judge_one(const Rule& rule, const Situation& situation, WallClock wall) {
    Verdict verdict{&rule};
    verdict.due = due_of(rule, situation);
    Reasons reasons;
    check_mailbox(reasons, rule.when, situation.mailbox);
    check_priority(reasons, rule.when, situation.arrival);
    check_keyword(reasons, rule.when, situation.arrival);
    check_code(reasons, rule.when, situation.arrival);
    check_flags(reasons, rule.when, situation.arrival);
    check_age(reasons, rule.when, situation.arrival);
    check_time(reasons, rule.when, wall(verdict.due));
    verdict.raised = !reasons.failed();
    verdict.why = reasons.why();
    return verdict;
}

bool calls_the_same(const Rule& left, const Rule& right) {
    return left.server == right.server && left.chain.front().to == right.chain.front().to;
}
}  // namespace

std::vector<Verdict> judge(const std::vector<Rule>& rules, const Situation& situation, WallClock wall) {
    std::vector<Verdict> verdicts;
    for (const auto& rule : rules) {
        auto verdict = judge_one(rule, situation, wall);
        const auto earlier = std::ranges::find_if(
            verdicts, [&](const auto& other) { return other.raised && calls_the_same(*other.rule, rule); });
        if (verdict.raised && earlier != verdicts.end()) {
            verdict.raised = false;
            verdict.why = rule.chain.front().to + " is called already by the rule " + earlier->rule->name;
        }
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

}  // namespace vorab::hospital_server::alarm_rules
