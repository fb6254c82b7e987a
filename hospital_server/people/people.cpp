#include "hospital_server/people/people.hpp"

#include <algorithm>
#include <array>

#include "hospital_server/audit/audit.hpp"
#include "hospital_server/people/sessions.hpp"

namespace vorab::hospital_server::people {
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;

namespace {
const core::Failure no_such_person{Problem::not_found, "there is no such user"};

void note(Connection& connection, core::PublicText event, const Author& author, core::Timestamp now) {
    audit::write(connection, {.event = std::move(event), .user_name = author.user_name, .peer = author.peer}, now);
}

Source source_of(std::string_view word) {
    if (word == "directory") return Source::directory;
    return word == "openid" ? Source::openid : Source::local;
}

std::optional<Standing> standing_in(const std::optional<database::Row>& row) {
    if (!row) return std::nullopt;
    return Standing{source_of(row->text(0)), row->integer(1) != 0, row->optional_text(2)};
}

void put_roles(Connection& connection, const std::string& user_name, const std::vector<Role>& roles) {
    connection.execute("DELETE FROM person_role WHERE user_name = ?", {user_name});
    for (const Role role : roles) {
        const std::string word = public_text(role).str();
        connection.execute("INSERT IGNORE INTO person_role (user_name, role) VALUES (?, ?)", {user_name, word});
    }
}

void put_mailboxes(Connection& connection, const std::string& user_name,
                   const std::vector<core::MailboxId>& mailboxes) {
    connection.execute("DELETE FROM person_mailbox WHERE user_name = ?", {user_name});
    for (const auto& mailbox : mailboxes) {
        connection.execute("INSERT IGNORE INTO person_mailbox (user_name, mailbox) VALUES (?, ?)",
                           {user_name, mailbox.str()});
    }
}

/// Whoever changes people holds this row, so that two administrators cannot each remove the other.
bool hold(Connection& connection, const std::string& user_name) {
    connection.query("SELECT user_name FROM person_role WHERE role = 'admin' FOR UPDATE");
    return connection.query_one("SELECT 1 FROM person WHERE user_name = ? FOR UPDATE", {user_name}).has_value();
}

std::int64_t local_administrators(Connection& connection) {
    const auto row = connection.query_one(
        "SELECT COUNT(*) FROM person p JOIN person_role r ON r.user_name = p.user_name "
        "WHERE r.role = 'admin' AND NOT p.disabled AND p.source = 'local'");
    return row->integer(0);
}

/// A server that had an administrator of its own keeps one: the directory may be down.
Result<void> still_administered(Connection& connection, std::int64_t before) {
    if (before == 0 || local_administrators(connection) > 0) return {};
    return failure(Problem::conflict, "one enabled local account must keep the role admin");
}

bool has_same_rights(Connection& connection, const NewPerson& person) {
    const auto before = find_person(connection, person.user_name);
    return before && before->roles == std::set<Role>(person.roles.begin(), person.roles.end()) &&
           before->mailboxes == std::set<core::MailboxId>(person.mailboxes.begin(), person.mailboxes.end());
}

}  // namespace

core::PublicText public_text(Source source) {
    switch (source) {
        case Source::local:
            return "local";
        case Source::directory:
            return "directory";
        case Source::openid:
            return "openid";
    }
    return "local";
}

Result<std::string> parse_user_name(std::string_view text) {
    const bool proper = !text.empty() && text.size() <= 64 && std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7f || c == '/' || c == '\\';
    });
    if (proper && text != "." && text != "..") return std::string{text};
    return failure(Problem::malformed, "a user name has 1 to 64 characters, no spaces and no slashes");
}

void write_account(Connection& connection, const NewPerson& person, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string source = public_text(person.source).str();
    const std::int64_t step = has_same_rights(connection, person) ? 0 : 1;
    connection.execute(
        "INSERT INTO person (user_name, first_name, last_name, password_hash, must_change, source, external_id, "
        "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON DUPLICATE KEY UPDATE first_name = VALUES(first_name), last_name = VALUES(last_name), "
        "password_hash = VALUES(password_hash), must_change = VALUES(must_change), source = VALUES(source), "
        "external_id = VALUES(external_id), revision = revision + ?",
        {person.user_name, person.first_name, person.last_name, person.password_hash,
         person.must_change_password ? 1 : 0, source, database::optional_value(person.external_id), at, step});
    put_roles(connection, person.user_name, person.roles);
    put_mailboxes(connection, person.user_name, person.mailboxes);
    if (person.source == Source::local) end_sessions(connection, person.user_name);
}

void put_person(Connection& connection, const NewPerson& person, core::Timestamp now) {
    database::Transaction transaction{connection};
    write_account(connection, person, now);
    transaction.commit();
}

Result<void> add_person(Connection& connection, const NewPerson& person, const Author& author, core::Timestamp now) {
    database::Transaction transaction{connection};
    if (standing_of(connection, person.user_name)) return failure(Problem::conflict, "there is a user of this name");
    write_account(connection, person, now);
    note(connection, "person.added", author, now);
    transaction.commit();
    return {};
}

std::optional<Person> find_person(Connection& connection, const std::string& user_name) {
    const auto row = connection.query_one(
        "SELECT user_name, first_name, last_name, must_change, source, revision FROM person "
        "WHERE user_name = ? AND NOT disabled",
        {user_name});
    if (!row) return std::nullopt;
    Person person{row->text(0),   row->text(1), row->text(2), row->integer(3) != 0, {}, {}, source_of(row->text(4)),
                  row->integer(5)};
    for (const auto& role : connection.query("SELECT role FROM person_role WHERE user_name = ?", {user_name})) {
        person.roles.insert(parse_role(role.text(0)).value());
    }
    for (const auto& mailbox :
         connection.query("SELECT mailbox FROM person_mailbox WHERE user_name = ?", {user_name})) {
        person.mailboxes.insert(core::MailboxId::parse(mailbox.text(0)).value());
    }
    return person;
}

std::optional<Standing> standing_of(Connection& connection, const std::string& user_name) {
    return standing_in(
        connection.query_one("SELECT source, disabled, external_id FROM person WHERE user_name = ?", {user_name}));
}

std::optional<Standing> hold_account(Connection& connection, const std::string& user_name) {
    return standing_in(connection.query_one(
        "SELECT source, disabled, external_id FROM person WHERE user_name = ? FOR UPDATE", {user_name}));
}

std::optional<std::string> password_hash_of(Connection& connection, const std::string& user_name) {
    const auto row = connection.query_one(
        "SELECT password_hash FROM person WHERE user_name = ? AND NOT disabled AND source = 'local'", {user_name});
    if (!row) return std::nullopt;
    return row->text(0);
}

void set_password(Connection& connection, const std::string& user_name, const std::string& hash, bool must_change,
                  std::string_view kept_session) {
    connection.execute("UPDATE person SET password_hash = ?, must_change = ? WHERE user_name = ?",
                       {hash, must_change ? 1 : 0, user_name});
    end_sessions_but(connection, user_name, kept_session);
}

Result<void> change_person(Connection& connection, const std::string& user_name, const Change& change,
                           const Author& author, core::Timestamp now) {
    database::Transaction transaction{connection};
    if (!hold(connection, user_name)) return no_such_person;
    const auto administrators = local_administrators(connection);
    connection.execute(
        "UPDATE person SET first_name = COALESCE(?, first_name), last_name = COALESCE(?, last_name), "
        "disabled = COALESCE(?, disabled), revision = revision + 1 WHERE user_name = ?",
        {database::optional_value(change.first_name), database::optional_value(change.last_name),
         change.disabled ? database::Value{std::int64_t{*change.disabled ? 1 : 0}} : database::Value{nullptr},
         user_name});
    if (change.roles) put_roles(connection, user_name, *change.roles);
    if (change.mailboxes) put_mailboxes(connection, user_name, *change.mailboxes);
    if (change.disabled.value_or(false)) end_sessions(connection, user_name);
    if (auto administered = still_administered(connection, administrators); !administered) return administered.error();
    note(connection, "person.changed", author, now);
    transaction.commit();
    return {};
}

Result<void> remove_person(Connection& connection, const std::string& user_name, const Author& author,
                           core::Timestamp now) {
    database::Transaction transaction{connection};
    if (!hold(connection, user_name)) return no_such_person;
    const auto administrators = local_administrators(connection);
    end_sessions(connection, user_name);
    for (const char* of :
         {"DELETE FROM person_role WHERE user_name = ?", "DELETE FROM person_mailbox WHERE user_name = ?",
          "DELETE FROM known_browser WHERE user_name = ?", "DELETE FROM sign_in_failure WHERE user_name = ?",
          "DELETE FROM person WHERE user_name = ?"}) {
        connection.execute(of, {user_name});
    }
    if (auto administered = still_administered(connection, administrators); !administered) return administered.error();
    note(connection, "person.removed", author, now);
    transaction.commit();
    return {};
}

Result<void> reset_password_of(Connection& connection, const std::string& user_name, const std::string& hash,
                               const Author& author, core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto standing = standing_of(connection, user_name);
    if (!standing) return no_such_person;
    if (standing->source != Source::local)
        return failure(Problem::conflict, "the password of this account is not kept here");
    set_password(connection, user_name, hash, true, "");
    note(connection, "person.password_reset", author, now);
    transaction.commit();
    return {};
}

bool end_sessions_of(Connection& connection, const std::string& user_name, const Author& author, core::Timestamp now) {
    database::Transaction transaction{connection};
    if (!standing_of(connection, user_name)) return false;
    end_sessions(connection, user_name);
    note(connection, "sessions.ended", author, now);
    transaction.commit();
    return true;
}

bool end_one_session_of(Connection& connection, const std::string& user_name, std::string_view session,
                        const Author& author, core::Timestamp now) {
    database::Transaction transaction{connection};
    if (!end_session(connection, user_name, session)) return false;
    note(connection, "session.ended", author, now);
    transaction.commit();
    return true;
}
}  // namespace vorab::hospital_server::people
