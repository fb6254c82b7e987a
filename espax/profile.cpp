#include "espax/profile.hpp"

#include <algorithm>

namespace vorab::espax {
namespace {

const std::vector<CodeRule>& common_rules() {
    static const std::vector<CodeRule> rules{
        {200, CodeAction::ok},       {400, CodeAction::drop},     {401, CodeAction::fatal},    {402, CodeAction::fatal},
        {406, CodeAction::failover}, {407, CodeAction::failover}, {408, CodeAction::retry},    {409, CodeAction::retry},
        {450, CodeAction::ok},  // the same reference runs already: that is what was wanted
        {500, CodeAction::failover}, {502, CodeAction::failover}, {503, CodeAction::failover},
    };
    return rules;
}

Profile generic() {
    Profile profile;
    profile.name = "generic";
    profile.code_rules = common_rules();
    return profile;
}

Profile daks() {
    Profile profile = generic();
    profile.name = "daks";
    profile.longest_destination = 4;
    profile.destination_characters = "0123456789";
    profile.longest_text = 250;
    return profile;
}

Profile mobicall() {
    Profile profile = generic();
    profile.name = "mobicall";
    profile.address_mode = AddressMode::calling_name;
    profile.longest_destination = 24;
    profile.heartbeat_every = std::chrono::seconds{5};
    return profile;
}

}  // namespace

CodeAction Profile::action_for(int code) const {
    const auto rule =
        std::find_if(code_rules.begin(), code_rules.end(), [&](const CodeRule& r) { return r.code == code; });
    return rule == code_rules.end() ? CodeAction::drop : rule->action;
}

bool Profile::means_accepted(std::string_view result_word) const {
    return std::find(accepted_words.begin(), accepted_words.end(), result_word) != accepted_words.end();
}

core::Result<Profile> profile_named(std::string_view name) {
    if (name == "daks") return daks();
    if (name == "mobicall") return mobicall();
    if (name == "generic") return generic();
    return core::Failure{core::Problem::not_found, "an ESPA-X profile is daks, mobicall or generic"};
}

std::chrono::milliseconds reconnect_wait(const Profile& profile, unsigned failures, double jitter) {
    auto wait = profile.reconnect_least;
    for (unsigned i = 1; i < failures && wait < profile.reconnect_most; ++i) wait *= 2;
    wait = std::min(wait, profile.reconnect_most);
    return wait - std::chrono::duration_cast<std::chrono::milliseconds>(wait * 0.5 * std::clamp(jitter, 0.0, 1.0));
}

}  // namespace vorab::espax
