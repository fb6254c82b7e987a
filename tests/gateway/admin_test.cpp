#include <fstream>
#include <iostream>
#include <sstream>

#include "common/board/licences.hpp"
#include "gateway/admin/administrators.hpp"
#include "gateway/admin/command_line.hpp"
#include "tests/gateway/setting.hpp"
#include "tests/signing/authority.hpp"
#include "tests/support/child_process.hpp"

using namespace vorab;
using configuration::UsageError;

namespace {
std::string first_line(const std::filesystem::path& file) {
    std::ifstream in{file};
    std::string line;
    std::getline(in, line);
    return line;
}

struct AdminSetting : test::GatewaySetting {
    AdminSetting() { configured.database = options(); }

    /// Runs one command line and returns what it printed.
    std::string say(std::vector<std::string> words) {
        words.insert(words.begin(), "vorab-gateway");
        std::vector<char*> pointers;
        for (auto& word : words) pointers.push_back(word.data());
        configuration::Arguments arguments{static_cast<int>(pointers.size()), pointers.data(), {"keep-password"}};
        const auto command = arguments.word("the command");
        std::ostringstream printed;
        auto* before = std::cout.rdbuf(printed.rdbuf());
        try {
            const int status = gateway::administer(command, arguments, configured);
            std::cout.rdbuf(before);
            CHECK(status == 0);
        } catch (...) {
            std::cout.rdbuf(before);
            throw;
        }
        return printed.str();
    }
    std::int64_t version() { return count("SELECT version FROM directory_version"); }
    std::int64_t audited(const char* event) {
        return connection.query_one("SELECT COUNT(*) FROM audit WHERE event = ?", {event})->integer(0);
    }
    gateway::Picture picture() { return gateway::read_picture(connection, core::SystemClock{}.now()); }

    gateway::Config configured;
    test::TemporaryDirectory folder{"vorab-admin"};
};
}  // namespace

TEST_CASE("a database that is up to date takes no migration") {
    AdminSetting setting;
    CHECK(setting.say({"migrate"}) == "0 migrations applied\n");
}

TEST_CASE("a client's secret is made once, kept from others, and its hash alone is stored") {
    AdminSetting setting;
    const auto file = setting.folder.path() / "secret";
    const auto before = setting.version();
    setting.say({"client", "add", "rtw", "--organisation", "Service", "--secret-file", file.string()});
    CHECK(setting.version() == before + 1);
    CHECK(setting.audited("client.added") == 1);
    const auto secret = first_line(file);
    CHECK(secret.size() == 43);
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::others_all) ==
          std::filesystem::perms::none);
    const auto rtw = core::ClientId::parse("rtw").value();
    CHECK(setting.picture().clients.at(rtw).secret_sha256 == signing::sha256(core::bytes_of(secret)));
    setting.say({"client", "add", "rtw2", "--secret-file", file.string()});
    CHECK(first_line(file) == secret);
    const auto guessable = setting.folder.write("guessable", "12345\n");
    CHECK_THROWS_AS(setting.say({"client", "add", "rtw3", "--secret-file", guessable.string()}), UsageError);
}

TEST_CASE("a client may bring a public key instead") {
    AdminSetting setting;
    const auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    const auto certificate = test::Authority{}.issue(key.public_key());
    const auto file = setting.folder.write("client.pem", certificate);
    setting.say({"client", "add", "rtw", "--public-key", file.string()});
    const auto client = setting.picture().clients.at(core::ClientId::parse("rtw").value());
    REQUIRE(client.assertion_key);
    CHECK(client.assertion_key->thumbprint() == key.public_key().thumbprint());
    CHECK(client.secret_sha256.empty());
    for (const auto type : {signing::KeyType::x25519, signing::KeyType::rsa}) {  // sign no assertion
        const auto other = signing::PrivateKey::generate(type);
        const auto cannot = setting.folder.write("cannot.pem", test::Authority{}.issue(other.public_key())).string();
        CHECK_THROWS_AS(setting.say({"client", "add", "rtw2", "--public-key", cannot}), UsageError);
    }
}

TEST_CASE("a client is disabled, enabled and listed") {
    AdminSetting setting;
    setting.say({"client", "disable", "service"});
    CHECK(setting.say({"client", "list"}) == "service\tService\tdisabled\tzna-musterstadt\n");
    CHECK_THROWS_AS(setting.say({"client", "disable", "service"}), UsageError);  // it is so already
    setting.say({"client", "enable", "service"});
    CHECK_THAT(setting.say({"client", "list"}), Catch::Contains("enabled"));
    CHECK_THROWS_AS(setting.say({"client", "enable", "nobody"}), UsageError);
    CHECK(setting.audited("client.disabled") == 1);
    CHECK(setting.audited("client.enabled") == 1);
}

TEST_CASE("a mailbox is listed with its key until that key's time is over") {
    AdminSetting setting;
    const auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    const auto pem = setting.folder.write("box.pem", test::Authority{}.issue(key.public_key()));
    const auto board = signing::PrivateKey::generate(signing::KeyType::p256).public_key();
    const auto board_file = setting.folder.write(
        "board.pub", boost::json::serialize(boost::json::object{{"jwk", board.to_jwk()}, {"statement", "vouched"}}));
    setting.say({"mailbox", "add", "zna", "--name", "ZNA", "--hospital", "Klinikum", "--intake-url",
                 "https://intake.example:9443", "--certificate", pem.string(), "--board-key", board_file.string()});
    const auto zna = core::MailboxId::parse("zna").value();
    const auto mailbox = setting.picture().mailboxes.at(zna);
    REQUIRE(mailbox.keys.size() == 1);
    CHECK(mailbox.keys[0].at("kid") == key.public_key().thumbprint().c_str());
    CHECK(mailbox.keys[0].at("alg") == "ECDH-ES+A256KW");
    CHECK(mailbox.keys[0].at("x5c").as_array().size() == 1);
    CHECK(*mailbox.board_key == board.to_jwk());
    setting.connection.execute("UPDATE mailbox_key SET use_until = '2026-01-01'");
    CHECK(setting.picture().mailboxes.at(zna).keys.empty());
}

TEST_CASE("a client is assigned to a mailbox, and taken off it") {
    AdminSetting setting;
    const auto assigned = [&] { return setting.picture().clients.at(setting.client).mailboxes.size(); };
    setting.say({"assignment", "add", "service", "not-assigned"});
    CHECK(assigned() == 2);
    setting.say({"assignment", "remove", "service", "not-assigned"});
    CHECK(assigned() == 1);
    CHECK_THROWS_AS(setting.say({"assignment", "remove", "service", "not-assigned"}), UsageError);
    CHECK(setting.say({"assignment", "list"}) == "service\tzna-musterstadt\n");
    setting.say({"assignment", "add", "service", "zna-musterstadt"});  // it is so already: no change, no row
    CHECK_THROWS_AS(setting.say({"assignment", "add", "service", "nowhere"}), UsageError);
    CHECK(setting.audited("assignment.added") == 1);
    CHECK(setting.audited("assignment.removed") == 1);
}

TEST_CASE("a board's bundle is taken, and nothing else in its place") {
    AdminSetting setting;
    board::Licence licence;
    licence.proof_sha256 = core::Bytes(32, 7);
    licence.mailbox = core::MailboxId::parse("zna-musterstadt").value();
    licence.wrapped_key = "wrapped";
    const auto bundle = setting.folder.write("bundle", board::to_bundle(licence));
    setting.say({"board", "add", "--bundle", bundle.string()});
    CHECK(board::find_licence(setting.connection, licence.proof_sha256));
    const auto wrong = setting.folder.write("wrong", "{}");
    CHECK_THROWS_AS(setting.say({"board", "add", "--bundle", wrong.string()}), UsageError);
}

TEST_CASE("a wrong command line changes nothing and is told so") {
    AdminSetting setting;
    const auto before = setting.version();
    const std::vector<std::vector<std::string>> wrong = {
        {"client"},
        {"client", "rename", "service"},
        {"nonsense", "add"},
        {"client", "add"},
        {"client", "add", "no valid id", "--secret-file", "x"},
        {"client", "add", "rtw"},
        {"client", "add", "rtw", "--secret-file", "x", "--public-key", "y"},
        {"client", "add", "rtw", "--public-key", "/no/such/file"},
        {"client", "disable", "service", "--force", "yes"},
        {"mailbox", "add", "zna", "--name", "ZNA"},
        {"board", "add", "--bundle", "/no/such/file"},
        {"migrate", "now"}};
    for (const auto& words : wrong) {
        std::string line;
        for (const auto& word : words) line += word + " ";
        INFO(line);
        CHECK_THROWS_AS(setting.say(words), UsageError);
    }
    CHECK(setting.version() == before);
    CHECK(setting.count("SELECT COUNT(*) FROM audit") == 0);
}

namespace {
struct Restored : AdminSetting {
    /// All that is administered, as text.
    std::string all() {
        std::string text;
        for (const char* sql :
             {"SELECT JSON_ARRAY(id, organisation, label, scopes, disabled, HEX(secret_sha256), HEX(public_jwk), "
              "tokens_from, created_at) FROM client ORDER BY id",
              "SELECT JSON_ARRAY(client, mailbox, created_at) FROM assignment ORDER BY client, mailbox",
              "SELECT JSON_ARRAY(id, name, hospital, intake_url, HEX(board_key), board_key_statement, created_at) FROM "
              "mailbox ORDER BY id",
              "SELECT JSON_ARRAY(kid, mailbox, alg, HEX(jwk), HEX(x5c), use_until) FROM mailbox_key ORDER BY kid",
              "SELECT JSON_ARRAY(HEX(proof_sha256), mailbox, wrapped_key, HEX(config), revoked) FROM board_licence "
              "ORDER BY proof_sha256",
              "SELECT JSON_ARRAY(user_name, organisation, password_hash, must_change, disabled) FROM administrator "
              "ORDER BY user_name"}) {
            for (const auto& row : connection.query(sql)) text += row.text(0) + "\n";
        }
        return text;
    }
    std::string last() { return std::to_string(count("SELECT MAX(id) FROM configuration_history")); }

    /// The change happens, is listed, and can be taken back and made again.
    void check_taken_back(const std::vector<std::string>& words) {
        std::string line;
        for (const auto& word : words) line += word + " ";
        INFO(line);
        const auto before = all();
        const auto version_before = version();
        say(words);
        const auto after = all();
        CHECK(after != before);
        const auto number = last();
        CHECK_THAT(say({"config", "list"}), Catch::StartsWith(number + "\t"));
        say({"config", "restore", number, "--by", "meier"});
        CHECK(all() == before);
        CHECK(version() == version_before + 2);
        say({"config", "restore", last()});
        CHECK(all() == after);
        CHECK(count("SELECT COUNT(*) FROM audit WHERE event = 'configuration.restored' AND author = 'cli:meier'") > 0);
        connection.execute("DELETE FROM audit");
    }
};
}  // namespace

TEST_CASE("D3 whatever is changed, the former state can be brought back, and back again") {
    Restored setting;
    const auto file = [&](const char* name) { return (setting.folder.path() / name).string(); };
    const auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    const auto pem = setting.folder.write("box.pem", test::Authority{}.issue(key.public_key())).string();
    const auto other = signing::PrivateKey::generate(signing::KeyType::p256);
    const auto other_pem = setting.folder.write("other.pem", test::Authority{}.issue(other.public_key())).string();
    const auto password = setting.folder.write("password", "long enough for one\n").string();
    board::Licence licence;
    licence.proof_sha256 = core::Bytes(32, 7);
    licence.mailbox = core::MailboxId::parse("zna-musterstadt").value();
    licence.wrapped_key = "wrapped";
    licence.config = {{"description", "Flur \"Süd\" \\ 2"}};
    const auto bundle = setting.folder.write("bundle", board::to_bundle(licence)).string();
    const std::string board = board::licence_id(licence.proof_sha256);
    const std::vector<std::vector<std::string>> changes = {
        {"client", "add", "rtw", "--organisation", "Süd", "--label", "RTW \"1\"", "--secret-file", file("secret")},
        {"client", "add", "by-key", "--organisation", "Süd", "--public-key", pem},
        {"client", "add", "rtw", "--organisation", "Süd", "--secret-file", file("secret 2"), "--scopes", "positions"},
        {"client", "disable", "rtw"},
        {"client", "enable", "rtw"},
        {"client", "revoke", "rtw"},
        {"assignment", "add", "rtw", "zna-musterstadt"},
        {"assignment", "remove", "rtw", "zna-musterstadt"},
        {"client", "remove", "service"},
        {"mailbox", "add", "zna", "--name", "ZNA", "--hospital", "Klinikum", "--intake-url", "https://a.example",
         "--certificate", pem},
        {"mailbox", "add-key", "zna", "--certificate", other_pem, "--by", "meier"},
        {"mailbox", "remove-key", "zna", other.public_key().thumbprint(), "--by", "meier"},
        {"mailbox", "remove", "zna", "--by", "meier"},
        {"board", "add", "--bundle", bundle},
        {"board", "configure", board, "--entries", "13"},
        {"board", "revoke", board},
        {"board", "enable", board},
        {"board", "revoke", board},
        {"board", "remove", board},
        {"admin", "add", "meier", "--organisation", "Süd", "--password-file", password},
        {"admin", "disable", "meier"},
        {"admin", "enable", "meier"},
        {"admin", "remove", "meier"}};
    for (const auto& words : changes) setting.check_taken_back(words);
}

TEST_CASE("D3 a password that somebody changed can be brought back as well") {
    Restored setting;
    const auto password = setting.folder.write("password", "long enough for one\n").string();
    setting.say({"admin", "add", "meier", "--organisation", "Süd", "--password-file", password});
    const auto before = setting.all();
    const gateway::Author author{"web:meier", "192.0.2.1", {}};
    gateway::administrators::change_password(setting.connection, author, "meier", "another hash", core::Bytes(32, 1),
                                             setting.clock.now());
    CHECK(setting.all() != before);
    setting.say({"config", "restore", setting.last()});
    CHECK(setting.all() == before);
}

TEST_CASE("another key for a mailbox in use says whose word it is") {
    AdminSetting setting;
    const auto pem = [&](const char* name) {
        return setting.folder
            .write(name, test::Authority{}.issue(signing::PrivateKey::generate(signing::KeyType::p256).public_key()))
            .string();
    };
    const auto add = [&](const std::string& certificate) {
        return std::vector<std::string>{
            "mailbox",           "add",           "zna",      "--name", "ZNA", "--hospital", "Klinikum", "--intake-url",
            "https://a.example", "--certificate", certificate};
    };
    const auto first = pem("first");
    const auto second = pem("second");
    setting.say(add(first));
    setting.say(add(first));  // the same key again: a new address, for instance
    CHECK_THROWS_AS(setting.say(add(second)), UsageError);
    CHECK_THROWS_AS(setting.say({"mailbox", "add-key", "zna", "--certificate", second}), UsageError);
    CHECK(setting.picture().mailboxes.at(core::MailboxId::parse("zna").value()).keys.size() == 1);
    setting.say({"mailbox", "add-key", "zna", "--certificate", second, "--by", "Dr. Meier"});
    CHECK(setting.picture().mailboxes.at(core::MailboxId::parse("zna").value()).keys.size() == 2);
    CHECK(setting.count("SELECT COUNT(*) FROM audit WHERE event = 'mailbox.key_added' AND author = 'cli:Dr. Meier'") ==
          1);
}

TEST_CASE("a client id belongs to one rescue service") {
    AdminSetting setting;
    const auto file = (setting.folder.path() / "secret").string();
    CHECK_THROWS_AS(setting.say({"client", "add", "service", "--organisation", "Other", "--secret-file", file}),
                    UsageError);
    CHECK_THROWS_AS(setting.say({"client", "add", "service", "--organisation", "SERVICE", "--secret-file", file}),
                    UsageError);
}

TEST_CASE("everything can be looked at") {
    AdminSetting setting;
    CHECK_THAT(setting.say({"client", "show", "service"}), Catch::Contains("client_secret_basic"));
    CHECK_THAT(setting.say({"mailbox", "list"}), Catch::Contains("zna-musterstadt"));
    CHECK_THAT(setting.say({"mailbox", "show", "zna-musterstadt"}), Catch::Contains("Klinikum"));
    const auto password = setting.folder.write("password", "long enough for one\n").string();
    setting.say({"admin", "add", "meier", "--organisation", "Service", "--password-file", password});
    CHECK_THAT(setting.say({"admin", "list"}), Catch::Contains("must change"));
    CHECK_THAT(setting.say({"admin", "show", "meier"}), Catch::Contains("Service"));
    setting.say({"admin", "disable", "meier"});
    const auto number = std::to_string(setting.count("SELECT MAX(id) FROM configuration_history"));
    const auto shown = setting.say({"config", "show", number});
    CHECK_THAT(shown, Catch::Contains("administrator.disabled"));
    CHECK_THAT(shown, !Catch::Contains("argon2"));
    for (const auto& nothing : {"client", "mailbox", "admin"})
        CHECK_THROWS_AS(setting.say({nothing, "show", "nobody"}), UsageError);
    CHECK_THROWS_AS(setting.say({"config", "show", "999999"}), UsageError);
    CHECK_THROWS_AS(setting.say({"board", "show", "abcdef"}), UsageError);
    const auto short_one = setting.folder.write("short", "12345\n").string();
    CHECK_THROWS_AS(setting.say({"admin", "add", "x", "--organisation", "S", "--password-file", short_one}),
                    UsageError);
}
