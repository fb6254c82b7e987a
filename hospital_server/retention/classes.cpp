#include "hospital_server/retention/classes.hpp"

#include <algorithm>
#include <set>

#include "hospital_server/retention/batches.hpp"

namespace vorab::hospital_server::retention {
namespace {
using Unit = Period::Unit;

constexpr Rule all_rules[] = {
    // Board entries; common/board deletes them while it serves, every minute (mission G5).
    {"board", "received", {Unit::hours, 3}, {Unit::hours, 3}, nullptr, nullptr},
    // A case with everything that hangs on it (mission H4, handbook 7; section 630f BGB).
    {"medical", "last_change received", {Unit::years, 10}, {Unit::years, 30}, delete_old_cases, nullptr},
    // The longest that an order of a patient or an authority may take (handbook 7).
    {"deletion_order", "ordered", {Unit::days, 120}, {Unit::days, 120}, delete_ordered_case, nullptr},
    // The audit (handbook 7.3).
    {"usage_data", "written", {Unit::years, 1}, {Unit::years, 10}, delete_usage_data, delete_usage_data},
    // Records of deletions, settled orders, released holds: as long as somebody may ask whether it was done.
    {"deletion_records", "written", {Unit::years, 3}, {Unit::years, 30}, delete_settled, delete_records},
    // Sessions after their end, failed attempts to sign in after the last one.
    {"sign_ins", "ended", {Unit::days, 1}, {Unit::days, 90}, nullptr, delete_sign_ins},
    // Log files, where they are files; the journal has its own rule (deploy/systemd).
    {"technical_logs", "written", {Unit::days, 30}, {Unit::days, 365}, nullptr, delete_log_files},
};

Class usual(const Rule& rule) {
    Class made;
    made.rule = &rule;
    made.start = std::string{rule.starts.substr(0, rule.starts.find(' '))};
    made.period = rule.usual;
    if (rule.name == "deletion_order") made.waiting = Period{Unit::days, 30};
    return made;
}

bool has_word(std::string_view list, std::string_view word) {
    const std::string padded = " " + std::string{list} + " ";
    return !word.empty() && padded.find(" " + std::string{word} + " ") != std::string::npos;
}

Period period_in(configuration::Section& section, const char* key, const std::string& text, const Period& longest) {
    const auto period = parse_period(text);
    if (!period) section.refuse(key, period.error().detail.str());
    if (period && is_longer(*period, longest)) section.refuse(key, "at most " + to_text(longest));
    return period ? *period : longest;
}

void read_class(configuration::Section& section, Class& into) {
    const Rule& rule = *into.rule;
    into.start = section.text_or("start", into.start);
    if (!has_word(rule.starts, into.start)) section.refuse("start", "one of " + std::string{rule.starts});
    into.period = period_in(section, "period", section.text("period"), rule.longest);
    if (rule.name == "deletion_order") {
        into.waiting = period_in(section, "waiting", section.text_or("waiting", to_text(*into.waiting)), into.period);
    }
    if (rule.name == "technical_logs") into.folder = section.optional_path("folder");
}
}  // namespace

std::span<const Rule> rules() { return all_rules; }

const Class& Schedule::of(std::string_view name) const {
    return *std::ranges::find_if(classes, [name](const Class& one) { return one.rule->name == name; });
}

Schedule usual_schedule() {
    Schedule schedule;
    for (const auto& rule : all_rules) schedule.classes.push_back(usual(rule));
    return schedule;
}

Schedule read_schedule(configuration::Section& root) {
    Schedule schedule = usual_schedule();
    std::set<std::string> named;
    for (auto& section : root.sections("retention")) {
        const std::string name = section.text("class");
        const auto found =
            std::ranges::find_if(schedule.classes, [&](const Class& one) { return one.rule->name == name; });
        if (!named.insert(name).second) section.refuse("class", "this class has its row already");
        if (found != schedule.classes.end()) {
            read_class(section, *found);
        } else {
            section.refuse("class", "there is no such class; see the example file for those that exist");
        }
    }
    return schedule;
}
}  // namespace vorab::hospital_server::retention
