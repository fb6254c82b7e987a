#include "hospital_server/audit/row.hpp"

#include <boost/json/serialize.hpp>

#include "common/database/json.hpp"

namespace vorab::hospital_server::audit {
namespace json = boost::json;
namespace {
constexpr std::size_t id_column = 0;
constexpr std::size_t at_column = 1;
constexpr std::size_t first_text = 2;
constexpr std::size_t last_text = 9;
constexpr std::size_t size_column = 10;
constexpr std::size_t attempt_column = 11;
constexpr std::size_t number_column = 12;
constexpr std::size_t hash_column = 13;

}  // namespace

std::string canonical(const database::Row& row, std::int64_t number) {
    json::array content{"vorab-audit-1", number, row.integer(id_column), row.text(at_column)};
    for (std::size_t column = first_text; column <= last_text; ++column)
        content.push_back(database::text_or_null(row, column));
    content.push_back(database::number_or_null(row, size_column));
    content.push_back(database::number_or_null(row, attempt_column));
    return json::serialize(content);
}

json::object to_json(const database::Row& row) {
    static constexpr const char* names[] = {"event",        "problem", "user",    "case",
                                            "transmission", "peer",    "browser", "target"};
    json::object entry{{"entry", row.integer(id_column)},
                       {"at", core::to_rfc3339(database::timestamp_of(row, at_column))}};
    for (std::size_t column = first_text; column <= last_text; ++column) {
        entry[names[column - first_text]] = database::text_or_null(row, column);
    }
    entry["size"] = database::number_or_null(row, size_column);
    entry["attempt"] = database::number_or_null(row, attempt_column);
    entry["number"] = database::number_or_null(row, number_column);
    entry["hash"] = row.is_null(hash_column) ? json::value(nullptr) : json::value(core::to_hex(row.bytes(hash_column)));
    return entry;
}
}  // namespace vorab::hospital_server::audit
