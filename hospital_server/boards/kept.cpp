#include "hospital_server/boards/kept.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "common/board/licences.hpp"
#include "common/core/json.hpp"

namespace vorab::hospital_server::boards {
namespace json = boost::json;
using database::Connection;

namespace {
constexpr std::int64_t kept_of_each = 5;

json::array former_of(Connection& connection, const std::string& id) {
    json::array former;
    for (const auto& row :
         connection.query("SELECT kept_at, kept_by, config FROM board_former WHERE board = ? ORDER BY id DESC", {id})) {
        former.push_back({{"until", core::to_rfc3339(database::timestamp_of(row, 0))},
                          {"by", row.text(1)},
                          {"config", core::parse_json_object(row.text(2)).value()}});
    }
    return former;
}

json::object shown(Connection& connection, const board::LicenceStatus& licence) {
    const auto seen_at = licence.seen_at ? json::value(core::to_rfc3339(*licence.seen_at)) : json::value(nullptr);
    return {{"board", licence.id},      {"mailbox", licence.mailbox.str()},
            {"config", licence.config}, {"disabled", licence.revoked},
            {"seen_at", seen_at},       {"former", former_of(connection, licence.id)}};
}
}  // namespace

json::array listed(Connection& connection) {
    json::array all;
    for (const auto& licence : board::list_licences(connection)) all.push_back(shown(connection, licence));
    return all;
}

std::optional<json::object> listed_one(Connection& connection, const std::string& id) {
    const auto licences = board::list_licences(connection);
    const auto found = std::ranges::find(licences, id, &board::LicenceStatus::id);
    if (found == licences.end()) return std::nullopt;
    return shown(connection, *found);
}

void keep(Connection& connection, const std::string& id, const json::object& config, const Hand& hand) {
    const std::string kept_at = database::to_sql(hand.at);
    connection.execute("INSERT INTO board_former (board, kept_at, kept_by, config) VALUES (?, ?, ?, ?)",
                       {id, kept_at, hand.user_name, json::serialize(config)});
    connection.execute(
        "DELETE FROM board_former WHERE board = ? AND id NOT IN (SELECT id FROM (SELECT id FROM board_former "
        "WHERE board = ? ORDER BY id DESC LIMIT ?) AS latest)",
        {id, id, kept_of_each});
}

void forget(Connection& connection, const std::string& id) {
    connection.execute("DELETE FROM board_former WHERE board = ?", {id});
}
}  // namespace vorab::hospital_server::boards
