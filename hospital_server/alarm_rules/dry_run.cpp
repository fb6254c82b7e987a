#include "hospital_server/alarm_rules/dry_run.hpp"

#include <fmt/format.h>

#include "common/core/json.hpp"
#include "espax/text.hpp"

namespace vorab::hospital_server::alarm_rules {
namespace json = boost::json;
namespace {
using core::Failure;
using core::Problem;
using core::Result;

Result<Situation> situation_of(std::string_view mailbox, const json::object& arrival, core::Timestamp now) {
    const auto id = core::MailboxId::parse(mailbox);
    if (!id) return core::failure(Problem::schema_violation, "/mailbox: " + id.error().detail);
    auto read = envelope::read_arrival(arrival);
    if (!read) return read.error();
    return Situation{*id, std::move(*read), now};
}

const json::object& object_in(const json::object& of, std::string_view name) {
    static const json::object none;
    const auto* member = of.if_contains(name);
    return member && member->is_object() ? member->get_object() : none;
}

json::array chain_of(const Rule& rule) {
    json::array chain;
    for (const auto& step : rule.chain)
        chain.push_back({{"to", step.to}, {"wait_seconds", step.wait.count()}, {"last_resort", step.last_resort}});
    return chain;
}

std::string text_for(const Settings& settings, const Verdict& verdict, const Situation& situation, WallClock wall) {
    const auto* server = settings.server_named(verdict.rule->server);
    const auto& profile = server ? server->profile : espax::Profile{};
    return shown_text(*verdict.rule, profile, situation.arrival, verdict.due, wall);
}

json::object to_json(const Settings& settings, const Verdict& verdict, const Situation& situation, WallClock wall) {
    json::object said{
        {"rule", verdict.rule->name}, {"raised", verdict.raised}, {"why", verdict.why}, {"server", nullptr},
        {"due_at", nullptr},          {"priority", nullptr},      {"text", nullptr},    {"chain", json::array{}}};
    if (!verdict.raised) return said;
    said["server"] = verdict.rule->server;
    said["due_at"] = core::to_rfc3339(verdict.due);
    said["priority"] = word_of(verdict.rule->priority).str();
    said["text"] = text_for(settings, verdict, situation, wall);
    said["chain"] = chain_of(*verdict.rule);
    return said;
}
}  // namespace

std::string shown_text(const Rule& rule, const espax::Profile& profile, const envelope::Arrival& arrival,
                       core::Timestamp now, WallClock wall) {
    return espax::plain_text(rule.text.fill(arrival, now, wall), profile.longest_text);
}

Result<Situation> read_situation(const json::object& asked, core::Timestamp now) {
    if (asked.contains("slip")) {
        const auto mailbox = core::text_member(object_in(asked, "slip"), "mailbox");
        return situation_of(mailbox, object_in(asked, "arrival"), now);
    }
    core::JsonFields in{asked};
    const auto mailbox = in.text("mailbox", 63);
    const json::object& arrival = in.object("arrival");
    if (const auto at = in.optional_text("at", 40)) {
        const auto time = core::parse_rfc3339(*at);
        if (!time) in.refuse("at", time.error().detail);
        if (time) now = *time;
    }
    if (const auto wrong = in.finish()) return *wrong;
    return situation_of(mailbox, arrival, now);
}

json::array dry_run(const Settings& settings, const Situation& situation, WallClock wall) {
    json::array verdicts;
    for (const auto& verdict : judge(settings.rules, situation, wall))
        verdicts.push_back(to_json(settings, verdict, situation, wall));
    return verdicts;
}

std::string dry_run_text(const Settings& settings, const Situation& situation, WallClock wall) {
    std::string all;
    for (const auto& verdict : judge(settings.rules, situation, wall)) {
        const auto& rule = *verdict.rule;
        if (!verdict.raised) {
            all += fmt::format("{}: not raised, {}\n", rule.name, verdict.why);
            continue;
        }
        const auto wait = std::chrono::ceil<std::chrono::minutes>(verdict.due - situation.now).count();
        const std::string when = wait > 0 ? fmt::format("in {} min", wait) : std::string{"at once"};
        all += fmt::format("{}: rings at {} ({}), priority {}, alarm server {}\n    because {}\n    text \"{}\"\n",
                           rule.name, hours_and_minutes(wall(verdict.due).minute), when, word_of(rule.priority).view(),
                           rule.server, verdict.why, text_for(settings, verdict, situation, wall));
        for (std::size_t i = 0; i < rule.chain.size(); ++i) {
            const auto& step = rule.chain[i];
            const char* which = step.last_resort ? "last resort" : i == 0 ? "calls" : "then";
            all += fmt::format("    {} {}, waits {} s\n", which, step.to, step.wait.count());
        }
    }
    return all.empty() ? "there are no rules\n" : all;
}

}  // namespace vorab::hospital_server::alarm_rules
