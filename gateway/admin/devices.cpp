#include "gateway/admin/devices.hpp"

namespace vorab::gateway::devices {
namespace {
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;

const core::Failure no_such_device{Problem::not_found, "there is no such device"};
const core::Failure so_already{Problem::conflict, "nothing changed: it is so already"};

/// Locks the row: what is decided here holds until the change is committed.
std::optional<std::string> owner_of(Connection& connection, const core::ClientId& id) {
    const auto row = connection.query_one("SELECT organisation FROM client WHERE id = ? FOR UPDATE", {id.str()});
    if (!row) return std::nullopt;
    return row->text(0);
}

bool may_touch(const Author& author, const std::string& owner) {
    return !author.organisation || *author.organisation == owner;
}

/// The frame of a change to one device; `make` returns whether there was anything to change.
template <class Make>
Result<void> change_one(Connection& connection, const Author& author, core::PublicText event, const core::ClientId& id,
                        core::Timestamp now, Make make) {
    Change change{connection, author, {.event = std::move(event), .client = id}, id.str(), now};
    const auto owner = owner_of(connection, id);
    if (!owner || !may_touch(author, *owner)) return no_such_device;
    change.keep("client", id.str());
    if (!make()) return so_already;
    change.commit();
    return {};
}
}  // namespace

Result<void> put(Connection& connection, const Author& author, const Device& device, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string scopes = device.scopes.str();
    const database::Value secret = device.secret_sha256.empty()
                                       ? database::Value{nullptr}
                                       : database::Value{core::BytesView{device.secret_sha256}};
    Change change{connection, author, {.event = "client.added", .client = device.id}, device.id.str(), now};
    const auto owner = owner_of(connection, device.id);
    if (owner && *owner != device.organisation) {
        return failure(Problem::conflict, "this id is taken by another rescue service");
    }
    change.keep("client", device.id.str());
    connection.execute("INSERT IGNORE INTO rescue_service (name, created_at) VALUES (?, ?)", {device.organisation, at});
    connection.execute(
        "INSERT INTO client (id, organisation, label, secret_sha256, public_jwk, scopes, created_at) VALUES (?, ?, ?, "
        "?, "
        "?, ?, ?) ON DUPLICATE KEY UPDATE label = VALUES(label), secret_sha256 = VALUES(secret_sha256), public_jwk = "
        "VALUES(public_jwk), scopes = VALUES(scopes)",
        {device.id.str(), device.organisation, database::optional_value(device.label), secret,
         database::optional_value(device.public_jwk), scopes, at});
    change.commit();
    return {};
}

Result<void> set_disabled(Connection& connection, const Author& author, const core::ClientId& id, bool disabled,
                          core::Timestamp now) {
    core::PublicText event{"client.enabled"};
    if (disabled) event = "client.disabled";
    return change_one(connection, author, event, id, now, [&] {
        return connection.execute("UPDATE client SET disabled = ? WHERE id = ?", {disabled ? 1 : 0, id.str()}) == 1;
    });
}

Result<void> replace_secret(Connection& connection, const Author& author, const core::ClientId& id,
                            const core::Bytes& secret_sha256, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    return change_one(connection, author, "client.secret_replaced", id, now, [&] {
        return connection.execute(
                   "UPDATE client SET secret_sha256 = ?, public_jwk = NULL, tokens_from = ? WHERE id = ?",
                   {core::BytesView{secret_sha256}, at, id.str()}) == 1;
    });
}

Result<void> revoke_tokens(Connection& connection, const Author& author, const core::ClientId& id,
                           core::Timestamp now) {
    const std::string at = database::to_sql(now);
    return change_one(connection, author, "client.tokens_revoked", id, now, [&] {
        return connection.execute("UPDATE client SET tokens_from = ? WHERE id = ?", {at, id.str()}) == 1;
    });
}

Result<void> assign(Connection& connection, const Author& author, const core::ClientId& id,
                    const core::MailboxId& mailbox, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    Change change{connection,
                  author,
                  {.event = "assignment.added", .client = id, .mailbox = mailbox},
                  id.str() + " " + mailbox.str(),
                  now};
    const auto owner = owner_of(connection, id);
    if (!owner || !may_touch(author, *owner)) return no_such_device;
    if (!connection.query_one("SELECT 1 FROM mailbox WHERE id = ?", {mailbox.str()})) {
        return failure(Problem::unknown_mailbox, "there is no such mailbox");
    }
    change.keep("assignments of client", id.str());
    const auto fresh = connection.execute(
        "INSERT IGNORE INTO assignment (client, mailbox, created_at) VALUES (?, ?, ?)", {id.str(), mailbox.str(), at});
    if (fresh == 1) change.commit();  // else nothing has changed, and nothing is written down
    return {};
}

Result<void> take_off(Connection& connection, const Author& author, const core::ClientId& id,
                      const core::MailboxId& mailbox, core::Timestamp now) {
    Change change{connection,
                  author,
                  {.event = "assignment.removed", .client = id, .mailbox = mailbox},
                  id.str() + " " + mailbox.str(),
                  now};
    const auto owner = owner_of(connection, id);
    if (!owner || !may_touch(author, *owner)) return no_such_device;
    change.keep("assignments of client", id.str());
    const auto gone =
        connection.execute("DELETE FROM assignment WHERE client = ? AND mailbox = ?", {id.str(), mailbox.str()});
    if (gone == 0) return so_already;
    change.commit();
    return {};
}

Result<void> remove(Connection& connection, const Author& author, const core::ClientId& id, core::Timestamp now) {
    Change change{connection, author, {.event = "client.removed", .client = id}, id.str(), now};
    const auto owner = owner_of(connection, id);
    if (!owner || !may_touch(author, *owner)) return no_such_device;
    change.keep("client", id.str());
    change.keep("assignments of client", id.str());
    connection.execute("DELETE FROM assignment WHERE client = ?", {id.str()});
    connection.execute("DELETE FROM client WHERE id = ?", {id.str()});
    change.commit();
    return {};
}
}  // namespace vorab::gateway::devices
