#include <fstream>
#include <iostream>
#include <sstream>

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
        configuration::Arguments arguments{static_cast<int>(pointers.size()), pointers.data()};
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
