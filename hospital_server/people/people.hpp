#pragma once
// Who may sign in, with which roles and for which mailboxes (mission H7, H8). Plain functions over the server's
// database.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/core/encoding.hpp"
#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::people {

/// Handbook section 8. A person may hold several; their rights add up.
enum class Role { admin, archive, kis, standard, statistics };
core::PublicText public_text(Role role);
core::Result<Role> parse_role(std::string_view word);

struct Person {
    std::string user_name;
    std::string first_name;
    std::string last_name;
    bool must_change_password = false;
    std::set<Role> roles;
    std::set<core::MailboxId> mailboxes;

    /// Announced patients with their records are for those who treat, archive or link them; not for figures or user
    /// administration.
    bool may_read_cases() const;
};

struct NewPerson {
    std::string user_name, first_name, last_name, password_hash;
    std::vector<Role> roles;
    std::vector<core::MailboxId> mailboxes;
    bool must_change_password = true;
};

/// Adds or replaces.
void put_person(database::Connection& connection, const NewPerson& person, core::Timestamp now);

std::optional<Person> find_person(database::Connection& connection, const std::string& user_name);

/// Empty for an unknown or disabled person.
std::optional<std::string> password_hash_of(database::Connection& connection, const std::string& user_name);

/// Wrong passwords slow down the pair of person and address, never the person alone: nobody can lock out the ED.
std::chrono::seconds wait_before_next_try(database::Connection& connection, const std::string& user_name,
                                          const std::string& peer, core::Timestamp now);
void note_failure(database::Connection& connection, const std::string& user_name, const std::string& peer,
                  core::Timestamp now);
void forget_failures(database::Connection& connection, const std::string& user_name, const std::string& peer);

struct Session {
    Person person;
    std::string csrf;
};
/// A session lives for twelve hours after its last use: a shift, over page reloads (mission T4).
void open_session(database::Connection& connection, core::BytesView token_sha256, const std::string& user_name,
                  const std::string& csrf, core::Timestamp now);
std::optional<Session> use_session(database::Connection& connection, core::BytesView token_sha256, core::Timestamp now);
void close_session(database::Connection& connection, core::BytesView token_sha256);

}  // namespace vorab::hospital_server::people
