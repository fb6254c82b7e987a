#pragma once
// Roles, and what each may do (handbook section 8): one table of role, class of data and kind of access. A person may
// hold several roles; their rights add up.
#include <set>
#include <string_view>
#include <vector>

#include "common/core/result.hpp"

namespace vorab::hospital_server::people {

enum class Role { admin, archive, kis, standard, statistics };
core::PublicText public_text(Role role);
core::Result<Role> parse_role(std::string_view word);

enum class DataClass {
    cases,       ///< announced patients on the live list, with everything received
    archive,     ///< the same once they have left the list
    links,       ///< which patient of the hospital a case is
    figures,     ///< numbers without patients
    alarms,      ///< which case calls which team: the rules, tried without calling anybody
    deliveries,  ///< what waits for other systems, and what people decide about it
    self_test,   ///< when each mailbox was last proved to work
    people,      ///< who may sign in, with which rights
    boards       ///< the wall displays: who has a licence key, and what each shows
};
/// The handbook's two: to see, and to save, change or delete.
enum class Access { read, write };

struct Right {
    DataClass of = DataClass::cases;
    Access access = Access::read;
    friend auto operator<=>(const Right&, const Right&) = default;
};
core::PublicText public_text(const Right& right);  ///< "archive.write"

bool may(const std::set<Role>& roles, const Right& right);

/// All that these roles may, in the order of the table.
std::vector<Right> rights_of(const std::set<Role>& roles);

}  // namespace vorab::hospital_server::people
