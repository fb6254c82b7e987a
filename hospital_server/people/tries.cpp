#include "hospital_server/people/tries.hpp"

#include <algorithm>

#include "common/passwords/password.hpp"

namespace vorab::hospital_server::people {
using database::Connection;

namespace {
constexpr std::chrono::days browser_life{90};
constexpr std::chrono::days failure_life{1};
}  // namespace

bool knows_browser(Connection& connection, const std::string& user_name, core::BytesView browser, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    return connection
        .query_one("SELECT 1 FROM known_browser WHERE token_sha256 = ? AND user_name = ? AND expires_at > ?",
                   {browser, user_name, at})
        .has_value();
}

void note_browser(Connection& connection, const std::string& user_name, core::BytesView browser, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string until = database::to_sql(now + browser_life);
    connection.execute("DELETE FROM known_browser WHERE expires_at <= ?", {at});
    connection.execute(
        "INSERT INTO known_browser (token_sha256, user_name, expires_at) VALUES (?, ?, ?) "
        "ON DUPLICATE KEY UPDATE expires_at = VALUES(expires_at)",
        {browser, user_name, until});
}

std::chrono::seconds wait_before(Connection& connection, const Try& next, core::Timestamp now) {
    const auto row = connection.query_one("SELECT count, last_at FROM sign_in_failure WHERE user_name = ? AND peer = ?",
                                          {next.user_name, next.origin});
    if (!row) return std::chrono::seconds{0};
    const auto left = database::timestamp_of(*row, 1) + passwords::pause_after(row->integer(0)) - now;
    return std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds{0});
}

void note_failure(Connection& connection, const Try& failed, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string long_ago = database::to_sql(now - failure_life);
    connection.execute("DELETE FROM sign_in_failure WHERE last_at < ?", {long_ago});
    connection.execute(
        "INSERT INTO sign_in_failure (user_name, peer, count, last_at) VALUES (?, ?, 1, ?) "
        "ON DUPLICATE KEY UPDATE count = count + 1, last_at = VALUES(last_at)",
        {failed.user_name, failed.origin, at});
}

void forget_failures(Connection& connection, const Try& succeeded) {
    connection.execute("DELETE FROM sign_in_failure WHERE user_name = ? AND peer = ?",
                       {succeeded.user_name, succeeded.origin});
}
}  // namespace vorab::hospital_server::people
