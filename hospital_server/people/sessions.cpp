#include "hospital_server/people/sessions.hpp"

namespace vorab::hospital_server::people {
namespace json = boost::json;
using database::Connection;

namespace {
constexpr std::chrono::hours life{12};
constexpr std::chrono::minutes precision{1};  ///< prolonging at every request would cost a write each

void prolong(Connection& connection, std::string_view session, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string until = database::to_sql(now + life);
    connection.execute("UPDATE person_session SET used_at = ?, expires_at = ? WHERE id = ?", {at, until, session});
}
}  // namespace

std::string session_id(core::BytesView token_sha256) { return core::to_hex(token_sha256.substr(0, 16)); }

void open_session(Connection& connection, core::BytesView token_sha256, const std::string& user_name,
                  const std::string& csrf, const Place& place, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string until = database::to_sql(now + life);
    connection.execute("DELETE FROM person_session WHERE expires_at <= ?", {at});
    connection.execute(
        "INSERT INTO person_session (token_sha256, id, user_name, csrf, peer, browser, created_at, used_at, "
        "expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {token_sha256, session_id(token_sha256), user_name, csrf, place.peer, place.browser, at, at, until});
}

std::optional<Session> use_session(Connection& connection, core::BytesView token_sha256, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto row = connection.query_one(
        "SELECT user_name, csrf, used_at, id FROM person_session WHERE token_sha256 = ? AND expires_at > ?",
        {token_sha256, at});
    if (!row) return std::nullopt;
    auto person = find_person(connection, row->text(0));
    if (!person) return std::nullopt;
    person->session = row->text(3);
    if (now - database::timestamp_of(*row, 2) > precision) prolong(connection, person->session, now);
    return Session{std::move(*person), row->text(1)};
}

void close_session(Connection& connection, core::BytesView token_sha256) {
    connection.execute("DELETE FROM person_session WHERE token_sha256 = ?", {token_sha256});
}

std::map<std::string, std::int64_t> standing_sessions(Connection& connection, const std::vector<std::string>& watching,
                                                      core::Timestamp now) {
    const std::string at = database::to_sql(now);
    std::map<std::string, core::Timestamp> used;
    std::map<std::string, std::int64_t> standing;
    for (const auto& row : connection.query(
             "SELECT s.id, p.revision, s.used_at FROM person_session s JOIN person p ON p.user_name = s.user_name "
             "WHERE s.expires_at > ? AND NOT p.disabled",
             {at})) {
        standing.emplace(row.text(0), row.integer(1));
        used.emplace(row.text(0), database::timestamp_of(row, 2));
    }
    for (const auto& session : watching) {
        const auto found = used.find(session);
        if (found != used.end() && now - found->second > precision) prolong(connection, session, now);
    }
    return standing;
}

json::array sessions_of(Connection& connection, const std::string& user_name, std::string_view current,
                        core::Timestamp now) {
    const std::string at = database::to_sql(now);
    json::array sessions;
    for (const auto& row : connection.query(
             "SELECT s.id, p.source, s.peer, s.browser, s.created_at, s.used_at, s.expires_at FROM person_session s "
             "JOIN person p ON p.user_name = s.user_name WHERE s.user_name = ? AND s.expires_at > ? "
             "ORDER BY s.used_at DESC, s.id",
             {user_name, at})) {
        sessions.push_back({{"session", row.text(0)},
                            {"current", row.text(0) == current},
                            {"source", row.text(1)},
                            {"peer", row.text(2)},
                            {"browser", row.text(3)},
                            {"created_at", core::to_rfc3339(database::timestamp_of(row, 4))},
                            {"used_at", core::to_rfc3339(database::timestamp_of(row, 5))},
                            {"expires_at", core::to_rfc3339(database::timestamp_of(row, 6))}});
    }
    return sessions;
}

bool end_session(Connection& connection, const std::string& user_name, std::string_view session) {
    return connection.execute("DELETE FROM person_session WHERE user_name = ? AND id = ?", {user_name, session}) == 1;
}

void end_sessions(Connection& connection, const std::string& user_name) {
    connection.execute("DELETE FROM person_session WHERE user_name = ?", {user_name});
}

void end_sessions_but(Connection& connection, const std::string& user_name, std::string_view kept) {
    connection.execute("DELETE FROM person_session WHERE user_name = ? AND id <> ?", {user_name, kept});
}
}  // namespace vorab::hospital_server::people
