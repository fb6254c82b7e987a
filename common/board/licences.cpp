#include "common/board/licences.hpp"

#include <boost/json/serialize.hpp>

#include "common/board/configuration.hpp"
#include "common/core/json.hpp"

namespace vorab::board {
using database::Connection;

namespace {
constexpr std::size_t id_bytes = 8;

struct Found {
    core::Bytes proof_sha256;
    core::MailboxId mailbox;
    boost::json::object config;
};

/// Locked until the caller's transaction ends: a configuration is read, changed and written.
core::Result<Found> find(Connection& connection, const std::string& id) {
    const auto row = connection.query_one(
        "SELECT proof_sha256, mailbox, config FROM board_licence WHERE LOWER(HEX(LEFT(proof_sha256, 8))) = ? "
        "FOR UPDATE",
        {id});
    if (!row) return core::failure(core::Problem::not_found, "there is no board of that id");
    return Found{core::Bytes{row->bytes(0)}, core::MailboxId::parse(row->text(1)).value(),
                 core::parse_json_object(row->text(2)).value()};
}

/// The servers look for licences that were changed: a session that ended is such a change.
void end_sessions(Connection& connection, const Found& licence) {
    connection.execute("DELETE FROM board_session WHERE proof_sha256 = ?", {core::BytesView{licence.proof_sha256}});
    connection.execute("UPDATE board_licence SET changed_at = UTC_TIMESTAMP(6) WHERE proof_sha256 = ?",
                       {core::BytesView{licence.proof_sha256}});
}

template <class Change>
core::Result<core::MailboxId> change(Connection& connection, const std::string& id, Change make) {
    const auto licence = find(connection, id);
    if (!licence) return licence.error();
    const core::Result<void> made = make(*licence);
    if (!made) return made.error();
    return licence->mailbox;
}
}  // namespace

std::string licence_id(core::BytesView proof_sha256) { return core::to_hex(proof_sha256.substr(0, id_bytes)); }

std::vector<LicenceStatus> list_licences(Connection& connection) {
    std::vector<LicenceStatus> all;
    for (const auto& row : connection.query(
             "SELECT l.proof_sha256, l.mailbox, l.config, l.revoked, MAX(s.seen_at) FROM board_licence l "
             "LEFT JOIN board_session s ON s.proof_sha256 = l.proof_sha256 "
             "GROUP BY l.proof_sha256, l.mailbox, l.config, l.revoked ORDER BY l.mailbox, l.proof_sha256")) {
        LicenceStatus status{licence_id(row.bytes(0)), core::MailboxId::parse(row.text(1)).value(),
                             core::parse_json_object(row.text(2)).value(), row.integer(3) != 0};
        if (!row.is_null(4)) status.seen_at = database::timestamp_of(row, 4);
        all.push_back(std::move(status));
    }
    return all;
}

core::Result<boost::json::object> config_of(Connection& connection, const std::string& id) {
    auto licence = find(connection, id);
    if (!licence) return licence.error();
    return std::move(licence->config);
}

core::Result<core::MailboxId> release_licence(Connection& connection, const std::string& id) {
    return change(connection, id, [&](const Found& licence) {
        end_sessions(connection, licence);
        return core::Result<void>{};
    });
}

core::Result<core::MailboxId> revoke_licence(Connection& connection, const std::string& id) {
    return change(connection, id, [&](const Found& licence) {
        connection.execute("UPDATE board_licence SET revoked = TRUE WHERE proof_sha256 = ?",
                           {core::BytesView{licence.proof_sha256}});
        end_sessions(connection, licence);
        return core::Result<void>{};
    });
}

core::Result<core::MailboxId> enable_licence(Connection& connection, const std::string& id) {
    return change(connection, id, [&](const Found& licence) {
        connection.execute("UPDATE board_licence SET revoked = FALSE WHERE proof_sha256 = ?",
                           {core::BytesView{licence.proof_sha256}});
        return core::Result<void>{};
    });
}

core::Result<core::MailboxId> remove_licence(Connection& connection, const std::string& id) {
    return change(connection, id, [&](const Found& licence) -> core::Result<void> {
        const auto gone = connection.execute("DELETE FROM board_licence WHERE proof_sha256 = ? AND revoked",
                                             {core::BytesView{licence.proof_sha256}});
        if (gone == 0)
            return core::failure(core::Problem::conflict, "revoke it first: whoever watches is then sent away");
        return {};
    });
}

core::Result<core::MailboxId> configure_licence(Connection& connection, const std::string& id,
                                                const boost::json::object& changes) {
    return change(connection, id, [&](const Found& licence) -> core::Result<void> {
        const auto config = configured(licence.config, changes);
        if (!config) return config.error();
        connection.execute("UPDATE board_licence SET config = ? WHERE proof_sha256 = ?",
                           {boost::json::serialize(*config), core::BytesView{licence.proof_sha256}});
        return {};
    });
}
}  // namespace vorab::board
