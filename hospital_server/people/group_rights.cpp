#include "hospital_server/people/group_rights.hpp"

namespace vorab::hospital_server::people {
namespace {
GroupRights read_group(configuration::Section& section, const char* name) {
    GroupRights group;
    group.group = section.text(name);
    for (const auto& word : section.texts_or("roles", {})) {
        const auto role = parse_role(word);
        if (!role) section.refuse("roles", role.error().detail.str());
        if (role) group.roles.insert(*role);
    }
    for (const auto& word : section.texts_or("mailboxes", {})) {
        const auto id = core::MailboxId::parse(word);
        if (!id) section.refuse("mailboxes", id.error().detail.str());
        if (id) group.mailboxes.insert(*id);
    }
    return group;
}
}  // namespace

Granted granted(const std::vector<GroupRights>& table, const std::function<bool(const std::string&)>& is_member) {
    Granted all;
    for (const auto& line : table) {
        if (!is_member(line.group)) continue;
        all.roles.insert(line.roles.begin(), line.roles.end());
        all.mailboxes.insert(line.mailboxes.begin(), line.mailboxes.end());
    }
    return all;
}

std::vector<GroupRights> read_group_rights(configuration::Section& section, const char* name) {
    std::vector<GroupRights> table;
    for (auto& group : section.sections("group")) table.push_back(read_group(group, name));
    if (table.empty()) section.refuse("group", "without a group nobody may sign in this way");
    return table;
}
}  // namespace vorab::hospital_server::people
