#pragma once
// Who administers the devices of a rescue service in the browser, and their sessions. Plain functions over the
// gateway's database.
#include <chrono>
#include <vector>

#include "gateway/admin/change.hpp"

namespace vorab::gateway::administrators {

struct Administrator {
    std::string user_name;
    std::string organisation;
    bool must_change_password = false;
};

/// "a-z, A-Z, 0-9, '.', '_' and '-', at most 64": as ids of clients are.
core::Result<std::string> parse_user_name(std::string_view text);

/// Adds, or replaces: then every session of that name ends.
core::Result<void> put(database::Connection& connection, const Author& author, const Administrator& person,
                       const std::string& password_hash, core::Timestamp now);
/// conflict: it is so already.
core::Result<void> set_disabled(database::Connection& connection, const Author& author, const std::string& user_name,
                                bool disabled, core::Timestamp now);
core::Result<void> remove(database::Connection& connection, const Author& author, const std::string& user_name,
                          core::Timestamp now);
/// By the person; every other session of theirs ends.
void change_password(database::Connection& connection, const Author& author, const std::string& user_name,
                     const std::string& password_hash, core::BytesView session, core::Timestamp now);

std::optional<Administrator> find(database::Connection& connection, const std::string& user_name);
/// Empty for an unknown or disabled one.
std::optional<std::string> password_hash_of(database::Connection& connection, const std::string& user_name);

struct Session {
    Administrator person;
    std::string csrf;
};
/// Ends eight hours after its last use.
void open_session(database::Connection& connection, const std::string& user_name, core::BytesView token_sha256,
                  const std::string& csrf, core::Timestamp now);
std::optional<Session> use_session(database::Connection& connection, core::BytesView token_sha256, core::Timestamp now);
void close_session(database::Connection& connection, core::BytesView token_sha256);

/// A browser in which this person has signed in before keeps a count of its own, so that nobody else's wrong passwords
/// slow it down. Known for ninety days.
bool knows_browser(database::Connection& connection, core::BytesView token_sha256, const std::string& user_name,
                   core::Timestamp now);
void note_browser(database::Connection& connection, core::BytesView token_sha256, const std::string& user_name,
                  core::Timestamp now);

/// `origin` is the browser where it is known, else the address.
std::chrono::seconds wait_before_next_try(database::Connection& connection, const std::string& user_name,
                                          const std::string& origin, core::Timestamp now);
void note_failure(database::Connection& connection, const std::string& user_name, const std::string& origin,
                  core::Timestamp now);
void forget_failures(database::Connection& connection, const std::string& user_name, const std::string& origin);

/// Sessions and browsers past their end, failures older than a day.
void forget_old(database::Connection& connection, core::Timestamp now);

}  // namespace vorab::gateway::administrators
