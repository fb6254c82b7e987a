#include "hospital_server/audit/chain.hpp"

#include "common/signing/hash.hpp"
#include "hospital_server/audit/deletion_record.hpp"
#include "hospital_server/audit/row.hpp"

namespace vorab::hospital_server::audit {
using core::Bytes;
using database::Connection;
using database::Value;

namespace {
/// The row of the chain, held until the transaction's end.
Place hold_head(Connection& connection) {
    const auto row = connection.query_one("SELECT number, hash FROM audit_chain WHERE id = 1 FOR UPDATE");
    return {row->integer(0), Bytes{row->bytes(1)}};
}

Place after(const Place& place, const database::Row& row) {
    Place next{place.number + 1, {}};
    signing::Sha256 sha;
    sha.update(place.hash);
    const std::string content = canonical(row, next.number);
    sha.update(core::bytes_of(content));
    next.hash = sha.finish();
    return next;
}
}  // namespace

std::size_t seal(Connection& connection, std::size_t most) {
    const auto waiting = connection.query_one("SELECT 1 FROM audit WHERE number IS NULL LIMIT 1");
    if (!waiting) return 0;
    database::Transaction transaction{connection};
    Place place = hold_head(connection);
    static const std::string unsealed =
        std::string{"SELECT "} + row_columns + " FROM audit WHERE number IS NULL ORDER BY id LIMIT ?";
    const auto rows = connection.query(unsealed.c_str(), {static_cast<std::int64_t>(most)});
    if (rows.empty()) return 0;
    std::vector<Place> places;
    places.reserve(rows.size());
    std::vector<std::vector<Value>> changes;
    for (const auto& row : rows) {
        place = after(place, row);
        places.push_back(place);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        changes.push_back({places[i].number, core::BytesView{places[i].hash}, rows[i].integer(0)});
    }
    const auto changed =
        connection.execute_many("UPDATE audit SET number = ?, hash = ? WHERE id = ? AND number IS NULL", changes);
    if (changed != rows.size()) throw std::runtime_error("rows of the audit were sealed by somebody else");
    connection.execute("UPDATE audit_chain SET number = ?, hash = ? WHERE id = 1",
                       {place.number, core::BytesView{place.hash}});
    transaction.commit();
    return rows.size();
}

Place head(Connection& connection) {
    const auto row = connection.query_one("SELECT number, hash FROM audit_chain WHERE id = 1");
    return {row->integer(0), Bytes{row->bytes(1)}};
}

std::uint64_t remove_before(Connection& connection, const std::string& chain, core::Timestamp time,
                            const Notary& notary, core::Timestamp now, std::size_t most) {
    const std::string before = database::to_sql(time);
    database::Transaction transaction{connection};
    hold_head(connection);
    const auto removed = connection.query_one("SELECT removed_to FROM audit_chain WHERE id = 1")->integer(0);
    // Up to the first row that must stay: the chain is removed from its beginning only.
    const auto rows =
        connection.query("SELECT number, hash, at < ? FROM audit WHERE number > ? ORDER BY number LIMIT ?",
                         {before, removed, static_cast<std::int64_t>(most)});
    Statement checkpoint{"checkpoint", chain, 0, {}, now};
    for (const auto& row : rows) {
        if (row.integer(2) == 0) break;
        checkpoint.number = row.integer(0);
        checkpoint.hash = Bytes{row.bytes(1)};
    }
    if (checkpoint.number == 0) return 0;
    const auto gone =
        connection.execute("DELETE FROM audit WHERE number > ? AND number <= ?", {removed, checkpoint.number});
    const std::string token = notary.sign(checkpoint);
    connection.execute("UPDATE audit_chain SET removed_to = ?, removed_hash = ?, checkpoint = ? WHERE id = 1",
                       {checkpoint.number, core::BytesView{checkpoint.hash}, token});
    record_deletion(connection, {.deletion_class = "usage_data", .count = static_cast<std::int64_t>(gone)}, now);
    transaction.commit();
    return gone;
}
}  // namespace vorab::hospital_server::audit
