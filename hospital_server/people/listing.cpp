#include "hospital_server/people/listing.hpp"

#include <algorithm>

namespace vorab::hospital_server::people {
namespace json = boost::json;
using database::Connection;
using database::Row;

namespace {
/// `only` may be NULL: then everybody.
constexpr const char* people_sql =
    "SELECT p.user_name, p.first_name, p.last_name, p.source, p.disabled, p.must_change, p.created_at, "
    "(SELECT MAX(s.used_at) FROM person_session s WHERE s.user_name = p.user_name AND s.expires_at > ?), "
    "(SELECT COUNT(*) FROM person_session s WHERE s.user_name = p.user_name AND s.expires_at > ?), "
    "(SELECT GROUP_CONCAT(r.role ORDER BY r.role SEPARATOR ' ') FROM person_role r WHERE r.user_name = p.user_name), "
    "(SELECT GROUP_CONCAT(m.mailbox ORDER BY m.mailbox SEPARATOR ' ') FROM person_mailbox m "
    "WHERE m.user_name = p.user_name) "
    "FROM person p WHERE p.user_name = COALESCE(?, p.user_name) ORDER BY p.user_name";

json::array words(const std::optional<std::string>& joined) {
    json::array list;
    std::string_view rest = joined ? std::string_view{*joined} : std::string_view{};
    while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        list.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return list;
}

json::object person_of(const Row& row) {
    return {{"username", row.text(0)},
            {"first_name", row.text(1)},
            {"last_name", row.text(2)},
            {"roles", words(row.optional_text(9))},
            {"mailboxes", words(row.optional_text(10))},
            {"source", row.text(3)},
            {"disabled", row.integer(4) != 0},
            {"must_change_password", row.integer(5) != 0},
            {"created_at", core::to_rfc3339(database::timestamp_of(row, 6))},
            {"last_used_at",
             row.is_null(7) ? json::value(nullptr) : json::value(core::to_rfc3339(database::timestamp_of(row, 7)))},
            {"sessions", row.integer(8)}};
}
}  // namespace

json::array listed(Connection& connection, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    json::array people;
    for (const auto& row : connection.query(people_sql, {at, at, nullptr})) people.push_back(person_of(row));
    return people;
}

std::optional<json::object> listed_one(Connection& connection, const std::string& user_name, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto row = connection.query_one(people_sql, {at, at, user_name});
    if (!row) return std::nullopt;
    return person_of(*row);
}
}  // namespace vorab::hospital_server::people
