#include "gateway/mailboxes/directory.hpp"

#include "common/async/timer.hpp"
#include "common/core/json.hpp"

namespace vorab::gateway {
namespace {
using database::Connection;

std::int64_t version_of(Connection& connection) {
    const auto row = connection.query_one("SELECT version FROM directory_version WHERE id = 1");
    return row ? row->integer(0) : 0;
}

Client client_of(const database::Row& row) {
    Client client;
    client.id = core::ClientId::parse(row.text(0)).value();
    client.organisation = row.text(1);
    if (!row.is_null(2)) client.secret_sha256 = core::Bytes{row.bytes(2)};
    if (!row.is_null(3))
        client.assertion_key = signing::PublicKey::from_jwk(core::parse_json_object(row.text(3)).value()).value();
    client.disabled = row.integer(4) != 0;
    client.scopes = Scopes::parse(row.text(5)).value();
    if (!row.is_null(6)) client.tokens_from = database::timestamp_of(row, 6);
    return client;
}

Mailbox mailbox_of(const database::Row& row) {
    Mailbox mailbox;
    mailbox.id = core::MailboxId::parse(row.text(0)).value();
    mailbox.name = row.text(1);
    mailbox.hospital = row.text(2);
    mailbox.intake_url = row.text(3);
    if (!row.is_null(4)) mailbox.board_key = core::parse_json_object(row.text(4)).value();
    mailbox.board_key_statement = row.optional_text(5);
    mailbox.hospital_client = row.optional_text(6);
    return mailbox;
}

boost::json::object key_of(const database::Row& row) {
    return {{"kid", row.text(1)},
            {"alg", row.text(2)},
            {"jwk", core::parse_json_object(row.text(3)).value()},
            {"x5c", core::parse_json(row.text(4)).value()},
            {"use_until", core::to_rfc3339(database::timestamp_of(row, 5))}};
}
}  // namespace

Picture read_picture(Connection& connection, core::Timestamp now) {
    Picture picture;
    picture.version = version_of(connection);
    for (const auto& row :
         connection.query("SELECT id, organisation, secret_sha256, public_jwk, disabled, scopes, tokens_from "
                          "FROM client")) {
        Client client = client_of(row);
        picture.clients.emplace(client.id, std::move(client));
    }
    for (const auto& row :
         connection.query("SELECT id, name, hospital, intake_url, board_key, board_key_statement, hospital_client FROM "
                          "mailbox")) {
        Mailbox mailbox = mailbox_of(row);
        picture.mailboxes.emplace(mailbox.id, std::move(mailbox));
    }
    const std::string at = database::to_sql(now);
    for (const auto& row : connection.query("SELECT mailbox, kid, alg, jwk, x5c, use_until FROM mailbox_key "
                                            "WHERE use_until > ? ORDER BY use_until DESC",
                                            {at})) {
        const auto mailbox = picture.mailboxes.find(core::MailboxId::parse(row.text(0)).value());
        if (mailbox != picture.mailboxes.end()) mailbox->second.keys.push_back(key_of(row));
    }
    for (const auto& row : connection.query("SELECT client, mailbox FROM assignment")) {
        const auto client = picture.clients.find(core::ClientId::parse(row.text(0)).value());
        if (client != picture.clients.end())
            client->second.mailboxes.insert(core::MailboxId::parse(row.text(1)).value());
    }
    return picture;
}

Directory::Directory(database::Database& database, const core::Clock& clock, const core::Log& log)
    : database_(database), clock_(clock), log_(log) {}

async::Task<void> Directory::load() {
    auto unit = database_.run([now = clock_.now()](Connection& connection) {
        return std::make_shared<const Picture>(read_picture(connection, now));
    });
    picture_ = co_await std::move(unit);
    log_.info("directory read", {{"version", picture_->version},
                                 {"clients", picture_->clients.size()},
                                 {"mailboxes", picture_->mailboxes.size()}});
}

async::Task<void> Directory::refresh() {
    auto unit = database_.run([](Connection& connection) { return version_of(connection); });
    const auto version = co_await std::move(unit);
    if (version != picture_->version) co_await load();
}

async::Task<void> Directory::run() {
    for (;;) {
        co_await async::sleep_for(std::chrono::seconds{2});
        try {
            co_await refresh();
        } catch (const database::DatabaseError& error) {
            log_.warning("directory not refreshed, the last one serves on", {{"error", error.error_code()}});
        }
    }
}
}  // namespace vorab::gateway
