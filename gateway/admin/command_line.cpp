#include "gateway/admin/command_line.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <sys/stat.h>

#include <boost/json/serialize.hpp>

#include "common/configuration/reader.hpp"
#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/database/migrations.hpp"
#include "common/http/client.hpp"
#include "common/signing/chain.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/keys.hpp"
#include "gateway/admin/board_commands.hpp"
#include "gateway/audit.hpp"
#include "gateway/mailboxes/scope.hpp"
#include "gateway/sql/migrations.hpp"

namespace vorab::gateway {

const char* const usage = R"(vorab-gateway: routes sealed pre-notifications by mailbox

  vorab-gateway --config FILE                    serve until SIGTERM; SIGHUP reloads certificates and mailboxes
  vorab-gateway --config FILE --check-config     read the configuration and say what is wrong
  vorab-gateway --config FILE migrate            bring the database to this version

  ... client add ID --organisation NAME --secret-file FILE    a sender; the secret is made when the file is not there
  ... client add ID --organisation NAME --public-key FILE     the same, authenticated by private_key_jwt (PEM)
  ... client disable ID | client enable ID | client list
  ... mailbox add ID --name NAME --hospital NAME --intake-url URL --certificate FILE [--board-key FILE]
  ... mailbox add-key ID --certificate FILE                   a further key of that mailbox, beside those it has
  ... assignment add CLIENT MAILBOX | assignment remove CLIENT MAILBOX
  ... board add --bundle FILE                    a licence made by the hospital (vorab-hospital licence create)
  ... board list                                 each licence: its id, mailbox, browser and configuration
  ... board release ID                           another browser may open it at once; the one that has it is sent away
  ... board revoke ID                            the licence key opens nothing any more
  ... board configure ID [--control-centre TEXT] [--description TEXT] [--connection-lost-text TEXT] [--entries N]
        [--expiry-minutes N] [--sort-order eta|priority|received] [--callsign on|off] [--announcement-text on|off]
        [--priorities sk1,sk2|all] [--keywords A,B|all] [--sound-priorities ...] [--sound-keywords ...]
                                                 an open board shows it within seconds, without a reload
)";

namespace {
using configuration::Arguments;
using configuration::UsageError;
using database::Connection;

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw UsageError("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

template <class T>
T checked(core::Result<T> result, const std::string& what) {
    if (!result) throw UsageError(what + ": " + result.error().detail.str());
    return std::move(*result);
}

/// 256 random bits, written to a file that only its owner may read; or what stands there already.
std::string secret_in(const std::filesystem::path& file) {
    if (std::filesystem::exists(file)) {
        std::string secret = configuration::read_secret(file).reveal();
        if (secret.size() < 32)
            throw UsageError("the secret must have at least 32 characters; remove the file to have one made");
        return secret;
    }
    std::string secret = core::to_base64url(core::random_bytes(32));
    const auto old_mask = ::umask(0077);
    std::ofstream{file} << secret << "\n";
    ::umask(old_mask);
    return secret;
}

/// One change, its audit row and the new version, all or nothing.
template <class Change>
void change(Connection& connection, AuditEvent event, Change make) {
    database::Transaction transaction{connection};
    if (make() == 0) throw UsageError("nothing changed: no such entry, or it is so already");
    write_audit(connection, event, core::SystemClock{}.now());
    connection.execute("UPDATE directory_version SET version = version + 1 WHERE id = 1");
    transaction.commit();
}

void add_client(Connection& connection, Arguments& arguments) {
    const auto id = checked(core::ClientId::parse(arguments.word("the client id")), "client");
    const auto organisation = arguments.option_or("organisation", id.str());
    const auto scopes = checked(Scopes::parse(arguments.option_or("scopes", "send")), "--scopes").str();
    const auto secret_file = arguments.optional_option("secret-file");
    const auto key_file = arguments.optional_option("public-key");
    arguments.finish();
    if (!secret_file == !key_file) throw UsageError("give --secret-file or --public-key");
    core::Bytes secret_sha256;
    std::optional<std::string> jwk;
    if (secret_file) secret_sha256 = signing::sha256(core::bytes_of(secret_in(*secret_file)));
    if (key_file)
        jwk = boost::json::serialize(checked(signing::PublicKey::from_pem_file(*key_file), "public key").to_jwk());
    const std::string now = database::to_sql(core::SystemClock{}.now());
    const database::Value secret =
        secret_file ? database::Value{core::BytesView{secret_sha256}} : database::Value{nullptr};
    change(connection, {.event = "client.added", .client = id}, [&] {
        return connection.execute(
            "INSERT INTO client (id, organisation, secret_sha256, public_jwk, scopes, created_at) VALUES (?, ?, ?, ?, "
            "?, "
            "?) ON DUPLICATE KEY UPDATE organisation = VALUES(organisation), secret_sha256 = VALUES(secret_sha256), "
            "public_jwk = VALUES(public_jwk), scopes = VALUES(scopes)",
            {id.str(), organisation, secret, database::optional_value(jwk), scopes, now});
    });
    std::cout << "client " << id.str() << " may now ask for tokens\n";
}

void set_disabled(Connection& connection, Arguments& arguments, bool disabled) {
    const auto id = checked(core::ClientId::parse(arguments.word("the client id")), "client");
    arguments.finish();
    AuditEvent event{.event = "client.enabled", .client = id};
    if (disabled) event.event = "client.disabled";
    change(connection, event, [&] {
        return connection.execute("UPDATE client SET disabled = ? WHERE id = ?", {disabled ? 1 : 0, id.str()});
    });
}

void list_clients(Connection& connection) {
    for (const auto& row : connection.query(
             "SELECT c.id, c.organisation, c.disabled, GROUP_CONCAT(a.mailbox SEPARATOR ' ') "
             "FROM client c LEFT JOIN assignment a ON a.client = c.id GROUP BY c.id, c.organisation, c.disabled")) {
        std::cout << row.text(0) << "\t" << row.text(1) << "\t" << (row.integer(2) ? "disabled" : "enabled") << "\t"
                  << row.optional_text(3).value_or("-") << "\n";
    }
}

void add_key(Connection& connection, const core::MailboxId& mailbox, const std::string& certificate) {
    const auto x5c = checked(signing::x5c_from_pem(certificate), "certificate");
    const auto key = checked(signing::PublicKey::from_pem(certificate), "certificate");
    const bool rsa = key.type() == signing::KeyType::rsa;
    const std::string jwk = boost::json::serialize(key.to_jwk());
    const std::string chain = boost::json::serialize(x5c);
    const std::string use_until = database::to_sql(core::SystemClock{}.now() + std::chrono::days{365});
    connection.execute(
        "REPLACE INTO mailbox_key (kid, mailbox, alg, jwk, x5c, use_until) VALUES (?, ?, ?, ?, ?, ?)",
        {key.thumbprint(), mailbox.str(), rsa ? "RSA-OAEP-256" : "ECDH-ES+A256KW", jwk, chain, use_until});
}

/// Senders may seal for any key of the mailbox: for rotation without a gap, and for whatever their library can do.
void add_further_key(Connection& connection, Arguments& arguments) {
    const auto id = checked(core::MailboxId::parse(arguments.word("the mailbox id")), "mailbox");
    const auto certificate = content_of(arguments.option("certificate"));
    arguments.finish();
    change(connection, {.event = "mailbox.key_added", .mailbox = id}, [&] {
        if (!connection.query_one("SELECT 1 FROM mailbox WHERE id = ?", {id.str()})) return 0;
        add_key(connection, id, certificate);
        return 1;
    });
    std::cout << "mailbox " << id.str() << " has that key\n";
}

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

void add_mailbox(Connection& connection, Arguments& arguments) {
    const auto id = checked(core::MailboxId::parse(arguments.word("the mailbox id")), "mailbox");
    const auto name = arguments.option("name");
    const auto hospital = arguments.option("hospital");
    const auto intake_url = arguments.option("intake-url");
    const auto certificate = content_of(arguments.option("certificate"));
    const auto board_file = arguments.optional_option("board-key");
    arguments.finish();
    checked(http::Origin::parse(intake_url), "--intake-url");
    const auto board_key = board_file ? read_board_key(*board_file) : BoardKey{};
    const std::string now = database::to_sql(core::SystemClock{}.now());
    change(connection, {.event = "mailbox.added", .mailbox = id}, [&] {
        add_key(connection, id, certificate);
        connection.execute(
            "INSERT INTO mailbox (id, name, hospital, intake_url, board_key, board_key_statement, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name), hospital = VALUES(hospital), "
            "intake_url = VALUES(intake_url), board_key = VALUES(board_key), "
            "board_key_statement = VALUES(board_key_statement)",
            {id.str(), name, hospital, intake_url, database::optional_value(board_key.jwk),
             database::optional_value(board_key.statement), now});
        return 1;
    });
    std::cout << "mailbox " << id.str() << " is known\n";
}

void assign(Connection& connection, Arguments& arguments, bool add) {
    const auto client = checked(core::ClientId::parse(arguments.word("the client id")), "client");
    const auto mailbox = checked(core::MailboxId::parse(arguments.word("the mailbox id")), "mailbox");
    arguments.finish();
    const std::string now = database::to_sql(core::SystemClock{}.now());
    AuditEvent event{.event = "assignment.removed", .client = client, .mailbox = mailbox};
    if (add) event.event = "assignment.added";
    change(connection, event, [&] {
        if (!add)
            return connection.execute("DELETE FROM assignment WHERE client = ? AND mailbox = ?",
                                      {client.str(), mailbox.str()});
        connection.execute(
            "INSERT IGNORE INTO assignment (client, mailbox, created_at) SELECT c.id, m.id, ? FROM client c, mailbox m "
            "WHERE c.id = ? AND m.id = ?",
            {now, client.str(), mailbox.str()});
        const auto there = connection.query_one("SELECT 1 FROM assignment WHERE client = ? AND mailbox = ?",
                                                {client.str(), mailbox.str()});
        return std::uint64_t{there ? 1u : 0u};
    });
}

void add_board(Connection& connection, Arguments& arguments) {
    const auto licence = checked(board::read_bundle(content_of(arguments.option("bundle"))), "--bundle");
    arguments.finish();
    change(connection, {.event = "board.added", .mailbox = licence.mailbox}, [&] {
        board::add_licence(connection, licence, core::SystemClock{}.now());
        return 1;
    });
    std::cout << "a board of mailbox " << licence.mailbox.str() << " may now connect\n";
}

void migrate(Connection& connection, Arguments& arguments) {
    arguments.finish();
    std::cout << database::migrate(connection, migrations()) << " migrations applied\n";
}
}  // namespace

int administer(const std::string& command, Arguments& arguments, const Config& config) {
    Connection connection{config.database};
    if (command == "migrate") {
        migrate(connection, arguments);
        return 0;
    }
    const std::string what = arguments.word("what to do with the " + command);
    const std::string action = command + " " + what;
    if (action == "client add")
        add_client(connection, arguments);
    else if (action == "client disable")
        set_disabled(connection, arguments, true);
    else if (action == "client enable")
        set_disabled(connection, arguments, false);
    else if (action == "client list")
        list_clients(connection);
    else if (action == "mailbox add")
        add_mailbox(connection, arguments);
    else if (action == "mailbox add-key")
        add_further_key(connection, arguments);
    else if (action == "assignment add")
        assign(connection, arguments, true);
    else if (action == "assignment remove")
        assign(connection, arguments, false);
    else if (action == "board add")
        add_board(connection, arguments);
    else if (command != "board" || !administer_boards(what, connection, arguments))
        throw UsageError("there is no command \"" + action + "\"");
    return 0;
}
}  // namespace vorab::gateway
