#include "hospital_server/people/roles.hpp"

#include <algorithm>
#include <array>

namespace vorab::hospital_server::people {
namespace {
constexpr std::array roles_of_the_handbook = {Role::admin, Role::archive, Role::kis, Role::standard, Role::statistics};

struct Line {
    Right right;
    std::array<bool, roles_of_the_handbook.size()> held_by;  ///< in the order of Role
};
constexpr bool yes = true;
constexpr bool no_ = false;
// clang-format off
constexpr std::array matrix = {
    //                                            admin  archive  kis  standard  statistics
    Line{{DataClass::cases, Access::read},       {no_,   yes,     yes, yes,      no_}},
    Line{{DataClass::cases, Access::write},      {no_,   no_,     no_, yes,      no_}},
    Line{{DataClass::archive, Access::read},     {no_,   yes,     no_, no_,      no_}},
    Line{{DataClass::archive, Access::write},    {no_,   yes,     no_, no_,      no_}},
    Line{{DataClass::links, Access::read},       {no_,   no_,     yes, no_,      no_}},
    Line{{DataClass::links, Access::write},      {no_,   no_,     yes, no_,      no_}},
    Line{{DataClass::figures, Access::read},     {no_,   no_,     no_, no_,      yes}},
    Line{{DataClass::alarms, Access::read},      {yes,   yes,     yes, yes,      no_}},
    Line{{DataClass::deliveries, Access::read},  {yes,   yes,     yes, yes,      no_}},
    Line{{DataClass::deliveries, Access::write}, {yes,   no_,     yes, yes,      no_}},
    Line{{DataClass::self_test, Access::read},   {yes,   yes,     yes, yes,      no_}},
    Line{{DataClass::people, Access::read},      {yes,   no_,     no_, no_,      no_}},
    Line{{DataClass::people, Access::write},     {yes,   no_,     no_, no_,      no_}},
    Line{{DataClass::boards, Access::read},      {yes,   no_,     no_, no_,      no_}},
    Line{{DataClass::boards, Access::write},     {yes,   no_,     no_, no_,      no_}}};
// clang-format on

core::PublicText word_of(DataClass data) {
    switch (data) {
        case DataClass::cases:
            return "cases";
        case DataClass::archive:
            return "archive";
        case DataClass::links:
            return "links";
        case DataClass::figures:
            return "figures";
        case DataClass::alarms:
            return "alarms";
        case DataClass::deliveries:
            return "deliveries";
        case DataClass::self_test:
            return "self_test";
        case DataClass::people:
            return "people";
        case DataClass::boards:
            return "boards";
    }
    return "cases";
}

bool holds(const std::set<Role>& roles, const Line& line) {
    return std::ranges::any_of(roles, [&line](Role role) { return line.held_by.at(static_cast<std::size_t>(role)); });
}
}  // namespace

core::PublicText public_text(Role role) {
    switch (role) {
        case Role::admin:
            return "admin";
        case Role::archive:
            return "archive";
        case Role::kis:
            return "kis";
        case Role::standard:
            return "standard";
        case Role::statistics:
            return "statistics";
    }
    return "standard";
}

core::Result<Role> parse_role(std::string_view word) {
    for (const Role role : roles_of_the_handbook) {
        if (public_text(role).view() == word) return role;
    }
    return core::failure(core::Problem::malformed, "a role is one of admin, archive, kis, standard, statistics");
}

core::PublicText public_text(const Right& right) {
    return word_of(right.of) + (right.access == Access::read ? core::PublicText{".read"} : core::PublicText{".write"});
}

bool may(const std::set<Role>& roles, const Right& right) {
    return std::ranges::any_of(matrix, [&](const Line& line) { return line.right == right && holds(roles, line); });
}

std::vector<Right> rights_of(const std::set<Role>& roles) {
    std::vector<Right> rights;
    for (const Line& line : matrix) {
        if (holds(roles, line)) rights.push_back(line.right);
    }
    return rights;
}
}  // namespace vorab::hospital_server::people
