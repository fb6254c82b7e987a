#include "hospital_server/retention/runner.hpp"

#include "common/database/json.hpp"
#include "hospital_server/audit/anchors.hpp"
#include "hospital_server/retention/batches.hpp"
#include "hospital_server/retention/case_deletion.hpp"

namespace vorab::hospital_server::retention {
namespace json = boost::json;
using database::Connection;

namespace {
bool is_server(const Turn& turn) { return turn.chain == audit::server_chain; }

DeleteSome batch_of(const Turn& turn) { return is_server(turn) ? turn.of.rule->of_server : turn.of.rule->of_mailbox; }

/// Classes that only this server's database has, though nothing here deletes them, are reported there.
bool is_here(const Class& one, const std::string& chain) {
    const bool server = chain == audit::server_chain;
    const bool elsewhere = one.rule->of_mailbox == nullptr && one.rule->of_server == nullptr;
    return server ? one.rule->of_server != nullptr || elsewhere : one.rule->of_mailbox != nullptr;
}

std::uint64_t held_by(Connection& connection, const Turn& turn) {
    return turn.of.rule->of_mailbox == delete_old_cases ? held_back(connection, turn) : 0;
}

}  // namespace

std::vector<Turn> turns(const Schedule& schedule, const std::string& chain, core::Timestamp now,
                        const audit::Notary& notary) {
    std::vector<Turn> all;
    for (const auto& one : schedule.classes) {
        if (is_here(one, chain)) all.push_back({one, chain, now, before(now, one.period), notary});
    }
    return all;
}

Batch step(Connection& connection, const Turn& turn) {
    const auto delete_some = batch_of(turn);
    if (delete_some == nullptr) return {};
    auto batch = delete_some(connection, turn);
    const bool swept = batch.deleted == 0 && !is_server(turn) && sweep_chunks(connection, turn.now) > 0;
    batch.more = batch.deleted > 0 || swept;
    return batch;
}

void finish(Connection& connection, const Turn& turn, std::uint64_t deleted) {
    if (batch_of(turn) == nullptr) return;
    const std::string at = database::to_sql(turn.now);
    const auto held = static_cast<std::int64_t>(held_by(connection, turn));
    connection.execute(
        "INSERT INTO retention_run (class, last_run_at, deleted, held) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
        "last_run_at = VALUES(last_run_at), deleted = VALUES(deleted), held = VALUES(held)",
        {turn.of.rule->name, at, static_cast<std::int64_t>(deleted), held});
}

std::uint64_t run_all(Connection& connection, const std::vector<Turn>& turns) {
    std::uint64_t all = 0;
    for (const auto& turn : turns) {
        std::uint64_t deleted = 0;
        for (Batch batch{.more = true}; batch.more;) {
            batch = step(connection, turn);
            deleted += batch.deleted;
        }
        finish(connection, turn, deleted);
        all += deleted;
    }
    return all;
}

json::array report(Connection& connection, const std::vector<Turn>& turns) {
    json::array all;
    for (const auto& turn : turns) {
        json::object entry{{"class", turn.of.rule->name},
                           {"mailbox", nullptr},
                           {"start", turn.of.start},
                           {"period", to_text(turn.of.period)},
                           {"deletes_before", core::to_rfc3339(turn.before)},
                           {"last_run_at", nullptr},
                           {"last_run_deleted", nullptr},
                           {"next_run_at", nullptr},
                           {"held", held_by(connection, turn)}};
        const auto row = connection.query_one("SELECT last_run_at, deleted FROM retention_run WHERE class = ?",
                                              {turn.of.rule->name});
        if (row) {
            entry["last_run_at"] = database::time_or_null(*row, 0);
            entry["last_run_deleted"] = row->integer(1);
            entry["next_run_at"] = core::to_rfc3339(database::timestamp_of(*row, 0) + between_runs);
        }
        all.push_back(std::move(entry));
    }
    return all;
}
}  // namespace vorab::hospital_server::retention
