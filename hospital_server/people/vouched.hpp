#pragma once
// Accounts whose password is elsewhere: each sign-in brings names, roles and mailboxes along, which replace those of
// the last one.
#include <functional>

#include "common/async/task.hpp"
#include "common/core/sensitive.hpp"
#include "hospital_server/people/people.hpp"

namespace vorab::hospital_server::people {

struct Credentials {
    std::string user_name;
    core::Sensitive<std::string> password;
};

/// Somebody for whom the hospital's directory or its OpenID Connect provider has just vouched.
struct Vouched {
    Source source = Source::directory;
    std::string user_name, first_name, last_name;
    std::string id;  ///< the directory's distinguished name, the provider's subject
    std::set<Role> roles;
    std::set<core::MailboxId> mailboxes;
};

/// Asks the directory about a password. unauthenticated: wrong, or nobody of that name. unavailable: it does not
/// answer.
using Elsewhere = std::function<async::Task<core::Result<Vouched>>(Credentials)>;

/// Adds the account, or renews it. unauthenticated: disabled here. forbidden: no role; what the account had is taken
/// away and its sessions end. conflict: the user name is a local account's, or another person's at the provider.
core::Result<Person> admit(database::Connection& connection, const Vouched& vouched, core::Timestamp now);

/// `text` as a column of so many characters takes it: cut between characters; empty when it is not UTF-8.
std::string fitting(std::string_view text, std::size_t characters);

}  // namespace vorab::hospital_server::people
