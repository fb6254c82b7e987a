#pragma once
// Who may sign in, with which roles and for which mailboxes (mission H7, H8). Plain functions over the server's
// database.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/database/connection.hpp"
#include "hospital_server/people/roles.hpp"

namespace vorab::hospital_server::people {

/// Where somebody's password is: here, in the hospital's directory, or with its OpenID Connect provider. The latter two
/// bring names, roles and mailboxes along at each sign-in.
enum class Source { local, directory, openid };
core::PublicText public_text(Source source);

struct Person {
    std::string user_name;
    std::string first_name;
    std::string last_name;
    bool must_change_password = false;
    std::set<Role> roles;
    std::set<core::MailboxId> mailboxes;
    Source source = Source::local;
    std::int64_t revision = 0;  ///< rises when rights change: what was allowed before is asked again
    std::string session = {};   ///< which of the person's sessions asks; empty outside of a request

    bool may(const Right& right) const { return people::may(roles, right); }
    /// Announced patients with their records are for those who treat, archive or link them; not for figures or user
    /// administration.
    bool may_read_cases() const { return may({DataClass::cases, Access::read}); }
};

/// Who makes a change: another person, or the command line (empty).
struct Author {
    std::optional<std::string> user_name = {};
    std::string peer = {};
};

/// 1 to 64 bytes of printable UTF-8 without spaces and slashes: it stands in addresses.
core::Result<std::string> parse_user_name(std::string_view text);

struct NewPerson {
    std::string user_name, first_name, last_name, password_hash;
    std::vector<Role> roles;
    std::vector<core::MailboxId> mailboxes;
    bool must_change_password = true;
    Source source = Source::local;
    std::optional<std::string> external_id = {};  ///< the directory's or the provider's own name for the person
};

/// Adds or replaces; a local account's open sessions end when it is replaced. Writes no audit: that is the caller's.
void put_person(database::Connection& connection, const NewPerson& person, core::Timestamp now);
/// conflict: there is a user of this name.
core::Result<void> add_person(database::Connection& connection, const NewPerson& person, const Author& author,
                              core::Timestamp now);

/// Empty for an unknown or disabled person.
std::optional<Person> find_person(database::Connection& connection, const std::string& user_name);

/// Where a user name belongs and whether it may sign in, also when it is disabled.
struct Standing {
    Source source = Source::local;
    bool disabled = false;
    std::optional<std::string> external_id;
};
std::optional<Standing> standing_of(database::Connection& connection, const std::string& user_name);

/// For a transaction of the caller's: standing_of() until it ends, and what put_person() writes.
std::optional<Standing> hold_account(database::Connection& connection, const std::string& user_name);
void write_account(database::Connection& connection, const NewPerson& person, core::Timestamp now);

/// Empty for an unknown or disabled person, and for one whose password is elsewhere.
std::optional<std::string> password_hash_of(database::Connection& connection, const std::string& user_name);

/// The person's own, or a first one that must be changed. All sessions but `kept` end.
void set_password(database::Connection& connection, const std::string& user_name, const std::string& hash,
                  bool must_change, std::string_view kept_session);

/// What the user administration changes; what is not given stays.
struct Change {
    std::optional<std::string> first_name, last_name;
    std::optional<std::vector<Role>> roles;
    std::optional<std::vector<core::MailboxId>> mailboxes;
    std::optional<bool> disabled;
};
/// not_found; conflict when no enabled local account with the role admin would be left.
core::Result<void> change_person(database::Connection& connection, const std::string& user_name, const Change& change,
                                 const Author& author, core::Timestamp now);
core::Result<void> remove_person(database::Connection& connection, const std::string& user_name, const Author& author,
                                 core::Timestamp now);
/// A first password, to be changed at the next sign-in; all sessions end. conflict: the password is not kept here.
core::Result<void> reset_password_of(database::Connection& connection, const std::string& user_name,
                                     const std::string& hash, const Author& author, core::Timestamp now);
/// False when there is no such person, or no such session.
bool end_sessions_of(database::Connection& connection, const std::string& user_name, const Author& author,
                     core::Timestamp now);
bool end_one_session_of(database::Connection& connection, const std::string& user_name, std::string_view session,
                        const Author& author, core::Timestamp now);

}  // namespace vorab::hospital_server::people
