#include "gateway/admin/history.hpp"

#include "common/core/json.hpp"
#include "gateway/admin/kept.hpp"

namespace vorab::gateway::history {
namespace {
Entry entry_of(const database::Row& row) {
    return {row.integer(0), database::timestamp_of(row, 1), row.text(2), row.text(3), row.text(4), {}};
}
}  // namespace

std::vector<Entry> latest(database::Connection& connection, int limit) {
    std::vector<Entry> entries;
    for (const auto& row : connection.query(
             "SELECT id, at, author, what, subject FROM configuration_history ORDER BY id DESC LIMIT ?", {limit})) {
        entries.push_back(entry_of(row));
    }
    return entries;
}

core::Result<Entry> find(database::Connection& connection, std::int64_t number) {
    const auto row = connection.query_one(
        "SELECT id, at, author, what, subject, before_it FROM configuration_history WHERE id = ?", {number});
    if (!row) return core::failure(core::Problem::not_found, "there is no change of that number");
    Entry entry = entry_of(*row);
    entry.before = core::parse_json(row->text(5)).value().as_array();
    return entry;
}

core::Result<void> restore(database::Connection& connection, const Author& author, std::int64_t number,
                           core::Timestamp now) {
    const auto entry = find(connection, number);
    if (!entry) return entry.error();
    Change change{connection, author, {.event = "configuration.restored"}, entry->subject, now};
    for (const auto& kept : entry->before) {
        const auto& part = kept.as_object();
        change.keep(core::text_member(part, "part"), std::string{core::text_member(part, "key")});
        bring_back(connection, part);
    }
    change.commit();
    return {};
}
}  // namespace vorab::gateway::history
