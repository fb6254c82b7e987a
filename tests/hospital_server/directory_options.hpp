#pragma once
// How a hospital server asks the test's own directory.
#include "hospital_server/directory/options.hpp"
#include "tests/support/private_slapd.hpp"

namespace vorab::test {

inline hospital_server::directory::Options directory_options() {
    using hospital_server::people::Role;
    hospital_server::directory::Options made;
    made.url = PrivateSlapd::shared().ldaps();
    made.ca = PrivateSlapd::pki().ca();
    made.base = "ou=people,dc=klinik,dc=example";
    made.user_attribute = "uid";
    made.filter = "(objectClass=inetOrgPerson)";
    made.bind_dn = "cn=vorab,dc=klinik,dc=example";
    made.bind_password = core::Sensitive<std::string>{"search"};
    made.group_base = "ou=groups,dc=klinik,dc=example";
    made.group_filter = "(member={dn})";
    const auto mailbox = core::MailboxId::parse("zna-musterstadt").value();
    made.groups = {{"CN=Notaufnahme, OU=groups, DC=klinik, DC=example", {Role::standard}, {mailbox}},
                   {"cn=archiv,ou=groups,dc=klinik,dc=example", {Role::archive, Role::statistics}, {}}};
    return made;
}
}  // namespace vorab::test
