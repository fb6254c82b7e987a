#pragma once
// [directory]: the hospital's LDAP or Active Directory, in which people have their passwords.
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/configuration/reader.hpp"
#include "common/core/ids.hpp"

namespace vorab::hospital_server::directory {

/// What members of one group may do here; who is in several has the rights of all.
struct Group {
    std::string dn;
    std::vector<std::string> roles;  ///< words of people::Role
    std::vector<core::MailboxId> mailboxes;
};

struct Options {
    std::string url;           ///< "ldaps://host" or "ldap://host", the latter always with StartTLS
    std::filesystem::path ca;  ///< PEM; the directory's certificate must hold
    std::chrono::seconds timeout{5};
    std::string base;  ///< below which people are
    std::string user_attribute;
    std::string filter;  ///< what people are besides having a user name: "(objectClass=person)"
    /// With a template ("uid={user},ou=people,dc=example") people are bound without a search; else this account searches.
    std::string user_dn;
    std::string bind_dn;
    core::Sensitive<std::string> bind_password;
    std::string group_base;    ///< when set, groups are searched below it; the attribute memberOf counts in any case
    std::string group_filter;  ///< "{dn}" is the person's
    std::vector<Group> groups;
};

Options read_options(configuration::Section section);

}  // namespace vorab::hospital_server::directory
