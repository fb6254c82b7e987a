#pragma once
// [directory]: the hospital's LDAP or Active Directory, in which people have their passwords.
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "hospital_server/people/group_rights.hpp"

namespace vorab::hospital_server::directory {

struct Options {
    std::string url;  ///< "ldaps://host" or "ldap://host", the latter always with StartTLS; or several of one kind
    std::filesystem::path ca;  ///< PEM; the directory's certificate must hold
    std::chrono::seconds timeout{5};
    std::string base;  ///< below which people are
    std::string user_attribute;
    std::string filter;  ///< what people are besides having a user name: "(objectClass=person)"
    /// With a template ("uid={user},ou=people,dc=example", or "{user}@example" and a `base`) people bind without being
    /// searched for; else this account searches.
    std::string user_dn;
    std::string bind_dn;
    core::Sensitive<std::string> bind_password;
    std::string group_base;    ///< when set, groups are searched below it; the attribute memberOf counts in any case
    std::string group_filter;  ///< "{dn}" is the person's
    std::vector<people::GroupRights> groups;  ///< by distinguished name, however it is written
};

Options read_options(configuration::Section section);

}  // namespace vorab::hospital_server::directory
