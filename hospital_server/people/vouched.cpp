#include "hospital_server/people/vouched.hpp"

#include "common/names/letters.hpp"
#include "hospital_server/people/sessions.hpp"

namespace vorab::hospital_server::people {
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;

namespace {
constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_id = 255;

NewPerson account_of(const Vouched& vouched) {
    NewPerson person;
    person.user_name = vouched.user_name;
    person.first_name = fitting(vouched.first_name, longest_name);
    person.last_name = fitting(vouched.last_name, longest_name);
    person.roles.assign(vouched.roles.begin(), vouched.roles.end());
    person.mailboxes.assign(vouched.mailboxes.begin(), vouched.mailboxes.end());
    person.must_change_password = false;
    person.source = vouched.source;
    person.external_id = fitting(vouched.id, longest_id);
    return person;
}

/// A directory's name for a person changes when they move to another department; a provider's subject never does.
Result<void> may_have(const Standing& standing, const Vouched& vouched) {
    const bool somebody_else = vouched.source == Source::openid && standing.external_id != vouched.id;
    if (standing.source != vouched.source || somebody_else)
        return failure(Problem::conflict, "this user name belongs to another account here; ask the administrator");
    if (standing.disabled) return failure(Problem::unauthenticated, "user name or password is wrong");
    return {};
}

}  // namespace

std::string fitting(std::string_view text, std::size_t characters) {
    constexpr char32_t not_utf8 = 0xFFFD;
    std::string_view rest = text;
    for (std::size_t count = 0; !rest.empty() && count < characters; ++count) {
        if (names::next_letter(rest) == not_utf8) return {};
    }
    return std::string{text.substr(0, text.size() - rest.size())};
}

Result<Person> admit(Connection& connection, const Vouched& vouched, core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto standing = hold_account(connection, vouched.user_name);
    if (standing) {
        if (auto free = may_have(*standing, vouched); !free) return free.error();
    }
    if (standing || !vouched.roles.empty()) write_account(connection, account_of(vouched), now);
    if (vouched.roles.empty()) end_sessions(connection, vouched.user_name);
    transaction.commit();
    if (vouched.roles.empty()) return failure(Problem::forbidden, "this account is in no group that may sign in here");
    return *find_person(connection, vouched.user_name);
}
}  // namespace vorab::hospital_server::people
