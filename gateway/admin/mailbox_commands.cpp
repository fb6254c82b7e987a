#include <iostream>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/http/client.hpp"
#include "common/signing/chain.hpp"
#include "common/signing/keys.hpp"
#include "gateway/admin/command.hpp"

namespace vorab::gateway {
using configuration::UsageError;
using database::Connection;

namespace {
constexpr std::chrono::days key_life{365};

struct BoardKey {
    std::optional<std::string> jwk;
    std::optional<std::string> statement;
};

/// What `vorab-hospital board-key create` wrote: the key, and the hospital's signed word for it.
BoardKey read_board_key(const std::filesystem::path& file) {
    const auto published = checked(core::parse_json_object(content_of(file)), "--board-key");
    core::JsonFields in{published};
    const auto& jwk = in.object("jwk");
    BoardKey key;
    key.statement = std::string{in.text("statement", 16 * 1024)};
    if (const auto wrong = in.finish()) throw UsageError("--board-key: " + wrong->detail.str());
    key.jwk = boost::json::serialize(checked(signing::PublicKey::from_jwk(jwk), "--board-key").to_jwk());
    return key;
}

bool exists(Connection& connection, const core::MailboxId& id) {
    return connection.query_one("SELECT 1 FROM mailbox WHERE id = ? FOR UPDATE", {id.str()}).has_value();
}

/// Senders will seal for this key: whoever adds one to a mailbox that is in use has to say who they are.
void demand_name_for(const CommandContext& context, const core::MailboxId& mailbox, const signing::PublicKey& key) {
    const bool known =
        context.connection
            .query_one("SELECT 1 FROM mailbox_key WHERE kid = ? AND mailbox = ?", {key.thumbprint(), mailbox.str()})
            .has_value();
    if (!known && !context.author_is_named) {
        throw UsageError("this gives " + mailbox.str() + " the key " + key.thumbprint() +
                         ", for which senders will seal: compare it with the hospital, then say --by NAME");
    }
}

void put_key(const CommandContext& context, const core::MailboxId& mailbox, const signing::PublicKey& key,
             const std::string& certificate) {
    const auto x5c = checked(signing::x5c_from_pem(certificate), "certificate");
    const bool rsa = key.type() == signing::KeyType::rsa;
    const std::string jwk = boost::json::serialize(key.to_jwk());
    const std::string chain = boost::json::serialize(x5c);
    const std::string use_until = database::to_sql(context.now + key_life);
    context.connection.execute(
        "REPLACE INTO mailbox_key (kid, mailbox, alg, jwk, x5c, use_until) VALUES (?, ?, ?, ?, ?, ?)",
        {key.thumbprint(), mailbox.str(), rsa ? "RSA-OAEP-256" : "ECDH-ES+A256KW", jwk, chain, use_until});
}

void add(CommandContext& context) {
    const auto id = mailbox_id(context.arguments);
    const auto name = context.arguments.option("name");
    const auto hospital = context.arguments.option("hospital");
    const auto intake_url = context.arguments.option("intake-url");
    const auto certificate = content_of(context.arguments.option("certificate"));
    const auto board_file = context.arguments.optional_option("board-key");
    const auto hospital_file = context.arguments.optional_option("hospital-certificate");
    context.arguments.finish();
    checked(http::Origin::parse(intake_url), "--intake-url");
    const auto key = checked(signing::PublicKey::from_pem(certificate), "certificate");
    const auto board_key = board_file ? read_board_key(*board_file) : BoardKey{};
    std::optional<std::string> hospital_client;
    if (hospital_file)
        hospital_client = checked(signing::common_name_from_pem(content_of(*hospital_file)), "--hospital-certificate");
    const std::string at = database::to_sql(context.now);

    Change change{context.connection, context.author, {.event = "mailbox.added", .mailbox = id}, id.str(), context.now};
    if (exists(context.connection, id)) demand_name_for(context, id, key);
    change.keep("mailbox", id.str());
    change.keep("keys of mailbox", id.str());
    put_key(context, id, key, certificate);
    context.connection.execute(
        "INSERT INTO mailbox (id, name, hospital, intake_url, board_key, board_key_statement, hospital_client, "
        "created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name), hospital = VALUES(hospital), "
        "intake_url = VALUES(intake_url), board_key = VALUES(board_key), "
        "board_key_statement = VALUES(board_key_statement), hospital_client = VALUES(hospital_client)",
        {id.str(), name, hospital, intake_url, database::optional_value(board_key.jwk),
         database::optional_value(board_key.statement), database::optional_value(hospital_client), at});
    change.commit();
    std::cout << "mailbox " << id.str() << " is known\n";
}

/// Senders may seal for any key of the mailbox: for rotation without a gap, and for whatever their library can do.
void add_key(CommandContext& context) {
    const auto id = mailbox_id(context.arguments);
    const auto certificate = content_of(context.arguments.option("certificate"));
    context.arguments.finish();
    const auto key = checked(signing::PublicKey::from_pem(certificate), "certificate");
    Change change{
        context.connection, context.author, {.event = "mailbox.key_added", .mailbox = id}, id.str(), context.now};
    if (!exists(context.connection, id)) throw UsageError("mailbox: there is no such mailbox");
    demand_name_for(context, id, key);
    change.keep("keys of mailbox", id.str());
    put_key(context, id, key, certificate);
    change.commit();
    std::cout << "mailbox " << id.str() << " has that key\n";
}

void remove_key(CommandContext& context) {
    const auto id = mailbox_id(context.arguments);
    const auto kid = context.arguments.word("the kid of the key, as mailbox show lists it");
    context.arguments.finish();
    if (!context.author_is_named) throw UsageError("say --by NAME: who takes a key away from senders");
    Change change{
        context.connection, context.author, {.event = "mailbox.key_removed", .mailbox = id}, id.str(), context.now};
    change.keep("keys of mailbox", id.str());
    const auto gone =
        context.connection.execute("DELETE FROM mailbox_key WHERE mailbox = ? AND kid = ?", {id.str(), kid});
    if (gone == 0) throw UsageError("mailbox: it has no such key");
    change.commit();
}

void remove(CommandContext& context) {
    const auto id = mailbox_id(context.arguments);
    context.arguments.finish();
    if (!context.author_is_named) throw UsageError("say --by NAME: who takes this mailbox away");
    Change change{
        context.connection, context.author, {.event = "mailbox.removed", .mailbox = id}, id.str(), context.now};
    if (!exists(context.connection, id)) throw UsageError("mailbox: there is no such mailbox");
    for (const char* part : {"mailbox", "keys of mailbox", "assignments of mailbox"}) change.keep(part, id.str());
    for (const char* sql : {"DELETE FROM assignment WHERE mailbox = ?", "DELETE FROM mailbox_key WHERE mailbox = ?",
                            "DELETE FROM mailbox WHERE id = ?"}) {
        context.connection.execute(sql, {id.str()});
    }
    change.commit();
}

void list(CommandContext& context) {
    context.arguments.finish();
    for (const auto& row : context.connection.query("SELECT id, name, hospital, intake_url FROM mailbox ORDER BY id")) {
        std::cout << row.text(0) << "\t" << row.text(1) << "\t" << row.text(2) << "\t" << row.text(3) << "\n";
    }
}

void show(CommandContext& context) {
    const auto id = mailbox_id(context.arguments);
    context.arguments.finish();
    const auto row = context.connection.query_one(
        "SELECT name, hospital, intake_url, board_key IS NOT NULL, created_at FROM mailbox WHERE id = ?", {id.str()});
    if (!row) throw UsageError("mailbox: there is no such mailbox");
    std::cout << "id          " << id.str() << "\nname        " << row->text(0) << "\nhospital    " << row->text(1)
              << "\nintake      " << row->text(2) << "\nboards      " << (row->integer(3) ? "have a key" : "none")
              << "\ncreated at  " << row->text(4) << "\n";
    for (const auto& key : context.connection.query(
             "SELECT kid, alg, use_until FROM mailbox_key WHERE mailbox = ? ORDER BY use_until DESC", {id.str()})) {
        std::cout << "key         " << key.text(0) << "\t" << key.text(1) << "\tuntil " << key.text(2) << "\n";
    }
}
}  // namespace

std::vector<Command> mailbox_commands() {
    return {{"mailbox add", add},   {"mailbox add-key", add_key}, {"mailbox remove-key", remove_key},
            {"mailbox list", list}, {"mailbox show", show},       {"mailbox remove", remove}};
}
}  // namespace vorab::gateway
