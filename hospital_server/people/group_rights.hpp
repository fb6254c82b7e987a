#pragma once
// What members of one group may do here: the table that the hospital's directory and its OpenID Connect provider share.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "common/configuration/reader.hpp"
#include "common/core/ids.hpp"
#include "hospital_server/people/roles.hpp"

namespace vorab::hospital_server::people {

/// Who is in several groups has the rights of all.
struct GroupRights {
    std::string group;  ///< its distinguished name, or its word in a claim
    std::set<Role> roles;
    std::set<core::MailboxId> mailboxes;
};

struct Granted {
    std::set<Role> roles;
    std::set<core::MailboxId> mailboxes;
};
Granted granted(const std::vector<GroupRights>& table, const std::function<bool(const std::string&)>& is_member);

/// The sections [[....group]] of `section`, in which the key `name` names the group. At least one is needed.
std::vector<GroupRights> read_group_rights(configuration::Section& section, const char* name);

}  // namespace vorab::hospital_server::people
