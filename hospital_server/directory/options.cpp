#include "hospital_server/directory/options.hpp"

#include <algorithm>
#include <array>

namespace vorab::hospital_server::directory {
using configuration::Section;

namespace {
constexpr std::array<std::string_view, 5> role_words = {"admin", "archive", "kis", "standard", "statistics"};

Group group_of(Section& section) {
    Group group;
    group.dn = section.text("dn");
    group.roles = section.texts_or("roles", {});
    for (const auto& role : group.roles) {
        if (std::ranges::find(role_words, role) == role_words.end())
            section.refuse("roles", "each is one of admin, archive, kis, standard, statistics");
    }
    for (const auto& word : section.texts_or("mailboxes", {})) {
        const auto id = core::MailboxId::parse(word);
        if (!id) section.refuse("mailboxes", id.error().detail.str());
        if (id) group.mailboxes.push_back(*id);
    }
    return group;
}
}  // namespace

Options read_options(Section section) {
    Options options;
    options.url = section.text("url");
    if (!options.url.starts_with("ldaps://") && !options.url.starts_with("ldap://"))
        section.refuse("url", "ldaps://host or ldap://host (with StartTLS) is expected");
    options.ca = section.path("ca");
    options.timeout = std::chrono::seconds{section.integer_or("timeout_seconds", 1, 30, 5)};
    options.user_attribute = section.text_or("user_attribute", "sAMAccountName");
    options.filter = section.text_or("filter", "(objectClass=person)");
    options.user_dn = section.text_or("user_dn", "");
    if (options.user_dn.empty()) {
        options.base = section.text("base");
        options.bind_dn = section.text("bind_dn");
        options.bind_password = section.secret("bind_password_file");
    } else if (options.user_dn.find("{user}") == std::string::npos) {
        section.refuse("user_dn", "{user} is missing in it");
    }
    options.group_base = section.text_or("group_base", "");
    options.group_filter = section.text_or("group_filter", "(member={dn})");
    for (auto& group : section.sections("group")) options.groups.push_back(group_of(group));
    if (options.groups.empty()) section.refuse("group", "without a [[directory.group]] nobody may sign in");
    return options;
}
}  // namespace vorab::hospital_server::directory
