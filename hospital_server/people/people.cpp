#include "hospital_server/people/people.hpp"

#include <algorithm>

#include "common/passwords/password.hpp"

namespace vorab::hospital_server::people {
namespace {
using database::Connection;
constexpr std::chrono::hours session_life{12};
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
    for (const Role role : {Role::admin, Role::archive, Role::kis, Role::standard, Role::statistics}) {
        if (public_text(role).view() == word) return role;
    }
    return core::failure(core::Problem::malformed, "a role is one of admin, archive, kis, standard, statistics");
}

bool Person::may_read_cases() const {
    return roles.contains(Role::standard) || roles.contains(Role::archive) || roles.contains(Role::kis);
}

void put_person(Connection& connection, const NewPerson& person, core::Timestamp now) {
    database::Transaction transaction{connection};
    const std::string at = database::to_sql(now);
    connection.execute(
        "INSERT INTO person (user_name, first_name, last_name, password_hash, must_change, created_at) VALUES (?, ?, "
        "?, ?, ?, ?) "
        "ON DUPLICATE KEY UPDATE first_name = VALUES(first_name), last_name = VALUES(last_name), "
        "password_hash = VALUES(password_hash), must_change = VALUES(must_change)",
        {person.user_name, person.first_name, person.last_name, person.password_hash,
         person.must_change_password ? 1 : 0, at});
    connection.execute("DELETE FROM person_role WHERE user_name = ?", {person.user_name});
    connection.execute("DELETE FROM person_mailbox WHERE user_name = ?", {person.user_name});
    for (const Role role : person.roles) {
        const std::string word = public_text(role).str();
        connection.execute("INSERT INTO person_role (user_name, role) VALUES (?, ?)", {person.user_name, word});
    }
    for (const auto& mailbox : person.mailboxes) {
        connection.execute("INSERT INTO person_mailbox (user_name, mailbox) VALUES (?, ?)",
                           {person.user_name, mailbox.str()});
    }
    transaction.commit();
}

std::optional<Person> find_person(Connection& connection, const std::string& user_name) {
    const auto row = connection.query_one(
        "SELECT user_name, first_name, last_name, must_change FROM person WHERE user_name = ? AND NOT disabled",
        {user_name});
    if (!row) return std::nullopt;
    Person person{row->text(0), row->text(1), row->text(2), row->integer(3) != 0, {}, {}};
    for (const auto& role : connection.query("SELECT role FROM person_role WHERE user_name = ?", {user_name})) {
        person.roles.insert(parse_role(role.text(0)).value());
    }
    for (const auto& mailbox :
         connection.query("SELECT mailbox FROM person_mailbox WHERE user_name = ?", {user_name})) {
        person.mailboxes.insert(core::MailboxId::parse(mailbox.text(0)).value());
    }
    return person;
}

std::optional<std::string> password_hash_of(Connection& connection, const std::string& user_name) {
    const auto row =
        connection.query_one("SELECT password_hash FROM person WHERE user_name = ? AND NOT disabled", {user_name});
    if (!row) return std::nullopt;
    return row->text(0);
}

std::chrono::seconds wait_before_next_try(Connection& connection, const std::string& user_name, const std::string& peer,
                                          core::Timestamp now) {
    const auto row = connection.query_one("SELECT count, last_at FROM sign_in_failure WHERE user_name = ? AND peer = ?",
                                          {user_name, peer});
    if (!row) return std::chrono::seconds{0};
    const auto left = database::timestamp_of(*row, 1) + passwords::pause_after(row->integer(0)) - now;
    return std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds{0});
}

void note_failure(Connection& connection, const std::string& user_name, const std::string& peer, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    connection.execute(
        "INSERT INTO sign_in_failure (user_name, peer, count, last_at) VALUES (?, ?, 1, ?) "
        "ON DUPLICATE KEY UPDATE count = count + 1, last_at = VALUES(last_at)",
        {user_name, peer, at});
}

void forget_failures(Connection& connection, const std::string& user_name, const std::string& peer) {
    connection.execute("DELETE FROM sign_in_failure WHERE user_name = ? AND peer = ?", {user_name, peer});
}

void open_session(Connection& connection, core::BytesView token_sha256, const std::string& user_name,
                  const std::string& csrf, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string until = database::to_sql(now + session_life);
    connection.execute("DELETE FROM person_session WHERE expires_at <= ?", {at});
    connection.execute(
        "INSERT INTO person_session (token_sha256, user_name, csrf, created_at, used_at, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        {token_sha256, user_name, csrf, at, at, until});
}

std::optional<Session> use_session(Connection& connection, core::BytesView token_sha256, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto row = connection.query_one(
        "SELECT user_name, csrf, used_at FROM person_session WHERE token_sha256 = ? AND expires_at > ?",
        {token_sha256, at});
    if (!row) return std::nullopt;
    auto person = find_person(connection, row->text(0));
    if (!person) return std::nullopt;
    if (now - database::timestamp_of(*row, 2) >
        std::chrono::minutes{1}) {  // prolonging at every request would cost a write each
        const std::string until = database::to_sql(now + session_life);
        connection.execute("UPDATE person_session SET used_at = ?, expires_at = ? WHERE token_sha256 = ?",
                           {at, until, token_sha256});
    }
    return Session{std::move(*person), row->text(1)};
}

void close_session(Connection& connection, core::BytesView token_sha256) {
    connection.execute("DELETE FROM person_session WHERE token_sha256 = ?", {token_sha256});
}
}  // namespace vorab::hospital_server::people
