#include "hospital_server/alarm_rules/config.hpp"

#include <algorithm>

#include "hospital_server/alarm_rules/conditions.hpp"

namespace vorab::hospital_server::alarm_rules {
namespace {
using configuration::Section;
using std::chrono::seconds;

constexpr const char* default_text = "{keyword}[, an {eta}][, {age} J.][ {sex}][, {destination}]";

std::optional<espax::TlsOptions> tls_of(Section& section, Section& peer, const std::string& host) {
    espax::TlsOptions tls;
    tls.name = peer.text_or("tls_name", host);
    const auto ca = section.optional_path("ca");
    tls.certificate_chain = section.optional_path("certificate");
    tls.private_key = section.optional_path("private_key");
    if (tls.certificate_chain.has_value() != tls.private_key.has_value())
        section.refuse("certificate", "certificate and private_key stand together");
    if (!ca) {
        if (peer.has("tls_name") || tls.certificate_chain) section.refuse("ca", "TLS needs the authority to trust");
        return std::nullopt;
    }
    tls.ca = *ca;
    return tls;
}

/// `section` has what both servers share, `peer` what is each one's own; the first one's stands in the same section.
Peer peer_of(Section& section, Section& own) {
    Peer peer;
    peer.host = own.text("host");
    peer.port = own.port("port");
    peer.user = own.text("user");
    peer.password = own.secret("password_file");
    peer.tls = tls_of(section, own, peer.host);
    return peer;
}

std::chrono::milliseconds seconds_or(Section& section, const char* key, int most, std::chrono::milliseconds fallback) {
    const auto given = std::chrono::duration_cast<seconds>(fallback).count();
    return seconds{section.integer_or(key, 1, most, given)};
}

espax::Profile profile_of(Section& section) {
    const auto named = espax::profile_named(section.text_or("profile", "generic"));
    if (!named) section.refuse("profile", "one of daks, mobicall, generic");
    espax::Profile profile = named ? *named : espax::Profile{};
    profile.heartbeat_every = seconds_or(section, "heartbeat_seconds", 299, profile.heartbeat_every);
    profile.answer_within = seconds_or(section, "answer_seconds", 10, profile.answer_within);
    profile.longest_text = static_cast<std::size_t>(
        section.integer_or("text_characters", 20, 250, static_cast<std::int64_t>(profile.longest_text)));
    profile.accepted_words = section.texts_or("accepted_words", profile.accepted_words);
    if (profile.accepted_words.empty()) section.refuse("accepted_words", "at least one, else nobody can accept");
    return profile;
}

Server server_of(Section& section) {
    Server server;
    server.target = section.text("target");
    server.profile = profile_of(section);
    server.peers.push_back(peer_of(section, section));
    if (section.has("standby")) {
        auto standby = section.section("standby");
        server.peers.push_back(peer_of(section, standby));
    }
    if (section.has("trace_file")) server.trace_file = section.future_path("trace_file");
    server.longest_trace = static_cast<std::uintmax_t>(section.integer_or("trace_mebibytes", 1, 1'024, 16)) << 20U;
    return server;
}

/// Whom to call must fit the alarm server's profile: found now, not at three in the morning.
void check_destination(Section& section, const char* key, const std::string& to, const Server* server) {
    if (!server) return;
    const espax::Call call{"x", to, "x"};
    const auto fits = espax::start_request(call, server->profile);
    if (!fits) section.refuse(key, fits.error().detail.str());
}

Step step_of(Section& section, const Server* server) {
    Step step;
    step.to = section.text("to");
    step.wait = seconds{section.integer_or("wait_seconds", 5, 3'600, 60)};
    check_destination(section, "to", step.to, server);
    return step;
}

std::vector<Step> chain_of(Section& section, const Server* server) {
    std::vector<Step> chain{step_of(section, server)};
    for (auto& next : section.sections("then")) chain.push_back(step_of(next, server));
    const std::string last = section.text_or("last_resort", "");
    if (last.empty()) return chain;
    check_destination(section, "last_resort", last, server);
    chain.push_back({last, chain.back().wait, true});
    return chain;
}

TextPattern text_of(Section& section) {
    const auto pattern = TextPattern::parse(section.text_or("text", default_text));
    if (!pattern) section.refuse("text", pattern.error().detail.str());
    return pattern ? *pattern : TextPattern{};
}

espax::Tone tone_of(Section& section) {
    const std::string word = section.text_or("signal", "urgent");
    if (word == "standard") return espax::Tone::standard;
    if (word == "emergency") return espax::Tone::emergency;
    if (word == "special") return espax::Tone::special;
    if (word != "urgent") section.refuse("signal", "one of standard, urgent, emergency, special");
    return espax::Tone::urgent;
}

Rule rule_of(Section& section, const Settings& settings, const std::vector<core::MailboxId>& mailboxes) {
    Rule rule;
    rule.name = section.text("name");
    if (rule.name.empty() || rule.name.size() > 40) section.refuse("name", "1 to 40 characters");
    rule.server = section.text("server");
    const auto* server = settings.server_named(rule.server);
    if (!server) section.refuse("server", "no [[alarm_server]] has this target");
    rule.when = read_conditions(section, mailboxes);
    rule.text = text_of(section);
    const auto priority = priority_named(section.text_or("priority", "high"));
    if (!priority) section.refuse("priority", "one of low, standard, medium, high, emergency");
    rule.priority = priority.value_or(espax::Priority::high);
    rule.tone = tone_of(section);
    if (section.has("lead_minutes")) rule.lead = std::chrono::minutes{section.integer_or("lead_minutes", 1, 120, 10)};
    rule.chain = chain_of(section, server);
    return rule;
}

Technician technician_of(Section& section, const Settings& settings) {
    Technician technician;
    technician.server = section.text("server");
    const auto* server = settings.server_named(technician.server);
    if (!server) section.refuse("server", "no [[alarm_server]] has this target");
    technician.to = section.text("to");
    check_destination(section, "to", technician.to, server);
    technician.failures = static_cast<int>(section.integer_or("failures", 1, 20, technician.failures));
    return technician;
}
}  // namespace

const Server* Settings::server_named(std::string_view target) const {
    const auto found = std::ranges::find_if(servers, [&](const auto& server) { return server.target == target; });
    return found == servers.end() ? nullptr : &*found;
}

Settings read_settings(Section& root, const std::vector<core::MailboxId>& mailboxes) {
    Settings settings;
    for (auto& section : root.sections("alarm_server")) {
        auto server = server_of(section);
        if (settings.server_named(server.target)) section.refuse("target", "two alarm servers have this name");
        settings.servers.push_back(std::move(server));
    }
    for (auto& section : root.sections("alarm_rule")) {
        auto rule = rule_of(section, settings, mailboxes);
        const bool twice = std::ranges::any_of(settings.rules, [&](const auto& one) { return one.name == rule.name; });
        if (twice) section.refuse("name", "two rules have this name");
        settings.rules.push_back(std::move(rule));
    }
    if (root.has("technical_alarm")) {
        auto section = root.section("technical_alarm");
        settings.technician = technician_of(section, settings);
    }
    return settings;
}

}  // namespace vorab::hospital_server::alarm_rules
