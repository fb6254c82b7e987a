#include "gateway/admin/administrators.hpp"

#include "common/passwords/password.hpp"

namespace vorab::gateway::administrators {
namespace {
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;

constexpr std::chrono::hours session_life{8};
constexpr std::chrono::days browser_life{90};

const core::Failure nobody{Problem::not_found, "there is no such administrator"};

bool exists(Connection& connection, const std::string& user_name) {
    return connection.query_one("SELECT 1 FROM administrator WHERE user_name = ? FOR UPDATE", {user_name}).has_value();
}

void end_sessions(Connection& connection, const std::string& user_name) {
    connection.execute("DELETE FROM administrator_session WHERE user_name = ?", {user_name});
}
}  // namespace

Result<std::string> parse_user_name(std::string_view text) {
    const auto name = core::ClientId::parse(text);  // the same form
    if (!name) return failure(Problem::malformed, "a user name is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'");
    return name->str();
}

Result<void> put(Connection& connection, const Author& author, const Administrator& person,
                 const std::string& password_hash, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    Change change{connection, author, {.event = "administrator.added"}, person.user_name, now};
    change.keep("administrator", person.user_name);
    connection.execute("INSERT IGNORE INTO rescue_service (name, created_at) VALUES (?, ?)", {person.organisation, at});
    connection.execute(
        "INSERT INTO administrator (user_name, organisation, password_hash, must_change, created_at) VALUES (?, ?, ?, "
        "?, "
        "?) ON DUPLICATE KEY UPDATE organisation = VALUES(organisation), password_hash = VALUES(password_hash), "
        "must_change = VALUES(must_change)",
        {person.user_name, person.organisation, password_hash, person.must_change_password ? 1 : 0, at});
    end_sessions(connection, person.user_name);
    change.commit();
    return {};
}

Result<void> set_disabled(Connection& connection, const Author& author, const std::string& user_name, bool disabled,
                          core::Timestamp now) {
    core::PublicText event{"administrator.enabled"};
    if (disabled) event = "administrator.disabled";
    Change change{connection, author, {.event = event}, user_name, now};
    if (!exists(connection, user_name)) return nobody;
    change.keep("administrator", user_name);
    const auto changed =
        connection.execute("UPDATE administrator SET disabled = ? WHERE user_name = ?", {disabled ? 1 : 0, user_name});
    if (changed == 0) return failure(Problem::conflict, "nothing changed: it is so already");
    end_sessions(connection, user_name);
    change.commit();
    return {};
}

Result<void> remove(Connection& connection, const Author& author, const std::string& user_name, core::Timestamp now) {
    Change change{connection, author, {.event = "administrator.removed"}, user_name, now};
    if (!exists(connection, user_name)) return nobody;
    change.keep("administrator", user_name);
    connection.execute("DELETE FROM administrator WHERE user_name = ?", {user_name});
    end_sessions(connection, user_name);
    change.commit();
    return {};
}

void change_password(Connection& connection, const Author& author, const std::string& user_name,
                     const std::string& password_hash, core::BytesView session, core::Timestamp now) {
    Change change{connection, author, {.event = "administrator.password_changed"}, user_name, now};
    change.keep("administrator", user_name);
    connection.execute("UPDATE administrator SET password_hash = ?, must_change = FALSE WHERE user_name = ?",
                       {password_hash, user_name});
    connection.execute("DELETE FROM administrator_session WHERE user_name = ? AND token_sha256 <> ?",
                       {user_name, session});
    change.commit();
}

std::optional<Administrator> find(Connection& connection, const std::string& user_name) {
    const auto row = connection.query_one(
        "SELECT user_name, organisation, must_change FROM administrator WHERE user_name = ? AND NOT disabled",
        {user_name});
    if (!row) return std::nullopt;
    return Administrator{row->text(0), row->text(1), row->integer(2) != 0};
}

std::optional<std::string> password_hash_of(Connection& connection, const std::string& user_name) {
    const auto row = connection.query_one(
        "SELECT password_hash FROM administrator WHERE user_name = ? AND NOT disabled", {user_name});
    if (!row) return std::nullopt;
    return row->text(0);
}

void open_session(Connection& connection, const std::string& user_name, core::BytesView token_sha256,
                  const std::string& csrf, core::Timestamp now) {
    const std::string until = database::to_sql(now + session_life);
    const std::string at = database::to_sql(now);
    connection.execute(
        "INSERT INTO administrator_session (token_sha256, user_name, csrf, created_at, used_at, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        {token_sha256, user_name, csrf, at, at, until});
}

void close_session(Connection& connection, core::BytesView token_sha256) {
    connection.execute("DELETE FROM administrator_session WHERE token_sha256 = ?", {token_sha256});
}

std::optional<Session> use_session(Connection& connection, core::BytesView token_sha256, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto row = connection.query_one(
        "SELECT user_name, csrf FROM administrator_session WHERE token_sha256 = ? AND expires_at > ?",
        {token_sha256, at});
    if (!row) return std::nullopt;
    auto person = find(connection, row->text(0));
    if (!person) return std::nullopt;
    const std::string minute_ago = database::to_sql(now - std::chrono::minutes{1});
    const std::string until = database::to_sql(now + session_life);
    connection.execute(
        "UPDATE administrator_session SET used_at = ?, expires_at = ? WHERE token_sha256 = ? AND used_at < ?",
        {at, until, token_sha256, minute_ago});
    return Session{std::move(*person), row->text(1)};
}

bool knows_browser(Connection& connection, core::BytesView token_sha256, const std::string& user_name,
                   core::Timestamp now) {
    const std::string at = database::to_sql(now);
    return connection
        .query_one("SELECT 1 FROM administrator_browser WHERE token_sha256 = ? AND user_name = ? AND expires_at > ?",
                   {token_sha256, user_name, at})
        .has_value();
}

void note_browser(Connection& connection, core::BytesView token_sha256, const std::string& user_name,
                  core::Timestamp now) {
    const std::string until = database::to_sql(now + browser_life);
    connection.execute(
        "INSERT INTO administrator_browser (token_sha256, user_name, expires_at) VALUES (?, ?, ?) "
        "ON DUPLICATE KEY UPDATE user_name = VALUES(user_name), expires_at = VALUES(expires_at)",
        {token_sha256, user_name, until});
}

std::chrono::seconds wait_before_next_try(Connection& connection, const std::string& user_name,
                                          const std::string& origin, core::Timestamp now) {
    const auto row = connection.query_one(
        "SELECT count, last_at FROM administrator_failure WHERE user_name = ? AND origin = ?", {user_name, origin});
    if (!row) return std::chrono::seconds{0};
    const auto next = database::timestamp_of(*row, 1) + passwords::pause_after(row->integer(0));
    return next > now ? std::chrono::ceil<std::chrono::seconds>(next - now) : std::chrono::seconds{0};
}

void note_failure(Connection& connection, const std::string& user_name, const std::string& origin,
                  core::Timestamp now) {
    const std::string at = database::to_sql(now);
    connection.execute(
        "INSERT INTO administrator_failure (user_name, origin, count, last_at) VALUES (?, ?, 1, ?) "
        "ON DUPLICATE KEY UPDATE count = count + 1, last_at = VALUES(last_at)",
        {user_name, origin, at});
}

void forget_failures(Connection& connection, const std::string& user_name, const std::string& origin) {
    connection.execute("DELETE FROM administrator_failure WHERE user_name = ? AND origin = ?", {user_name, origin});
}

void forget_old(Connection& connection, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string yesterday = database::to_sql(now - std::chrono::days{1});
    connection.execute("DELETE FROM administrator_session WHERE expires_at <= ?", {at});
    connection.execute("DELETE FROM administrator_browser WHERE expires_at <= ?", {at});
    connection.execute("DELETE FROM administrator_failure WHERE last_at < ?", {yesterday});
}
}  // namespace vorab::gateway::administrators
