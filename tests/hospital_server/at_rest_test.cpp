// What MariaDB itself keeps: each mailbox to itself, everything on the disk encrypted, and only whom it knows.
#include <fstream>

#include "hospital_server/cases/queries.hpp"
#include "tests/hospital_server/setting.hpp"
#include "tests/support/test_pki.hpp"

using namespace vorab;
using database::Connection;
using database::ConnectionOptions;
using database::DatabaseError;
using test::PrivateMariaDb;

namespace {
constexpr const char* marker = "Qzwxmarkerpatientin";

std::string variables(const std::string& name, const std::string& host = "localhost") {
    return "@name = '" + name + "', @host = '" + host + "'";
}

ConnectionOptions account(PrivateMariaDb& server, const std::string& name, const std::string& password) {
    auto options = server.root();
    options.user = name;
    options.password = core::Sensitive<std::string>{password};
    options.database = name;
    return options;
}

/// As an operator does it, with the shipped script.
ConnectionOptions mailbox(PrivateMariaDb& server, const std::string& name) {
    auto options = account(server, name, server.run_shipped("database.sql", variables(name)));
    database::migrate(options, hospital_server::mailbox_sql::migrations());
    return options;
}

bool refused(Connection& connection, const std::string& sql) {
    try {
        connection.run_script(sql);
    } catch (const DatabaseError& error) {
        return error.error_code() == 1142 || error.error_code() == 1044 || error.error_code() == 1227 ||
               error.error_code() == 1045;
    }
    return false;
}

struct Scan {
    std::uint64_t bytes = 0;
    std::vector<std::string> holding;
};
Scan scan(const std::filesystem::path& folder, const std::string& text) {
    Scan found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream stream{entry.path(), std::ios::binary};
        std::string content(entry.file_size(), '\0');
        stream.read(content.data(), static_cast<std::streamsize>(content.size()));
        found.bytes += content.size();
        if (content.find(text) != std::string::npos) found.holding.push_back(entry.path().filename().string());
    }
    return found;
}
}  // namespace

TEST_CASE("with one mailbox's credentials nothing of another is reached, in any way, at the database itself") {
    auto& server = PrivateMariaDb::shared();
    // Names in which "_" as a pattern would match the other's.
    const std::vector<std::string> names{"vorab_mb_one", "vorab_mbxone", "vorab_server"};
    std::vector<ConnectionOptions> all;
    for (const auto& name : names) all.push_back(mailbox(server, name));
    for (const auto& own : all) {
        Connection connection{own};
        CHECK(connection.query("SELECT id FROM patient_case").empty());
        for (const auto& other : all) {
            if (other.user == own.user) continue;
            INFO(own.user << " tries " << other.user);
            const std::string database = "`" + other.database + "`";
            for (const auto& attempt :
                 {"USE " + database, "SELECT * FROM " + database + ".patient_case",
                  "SELECT * FROM " + database + ".ed_patient", "SELECT COUNT(*) FROM " + database + ".audit",
                  "INSERT INTO " + database + ".audit (at, event) VALUES (NOW(), 'x')",
                  "UPDATE " + database + ".patient_case SET cancelled = 1", "DROP TABLE " + database + ".patient_case",
                  "CREATE VIEW mine AS SELECT * FROM " + database + ".patient_case",
                  "CREATE TABLE mine LIKE " + database + ".patient_case",
                  "GRANT ALL ON " + database + ".* TO CURRENT_USER()"}) {
                INFO(attempt);
                CHECK(refused(connection, attempt));
            }
            CHECK(connection.query("SELECT 1 FROM information_schema.tables WHERE table_schema = ?", {other.database})
                      .empty());
            auto as_other = own;
            as_other.database = other.database;
            CHECK_THROWS_AS(Connection{as_other}, DatabaseError);
        }
        CHECK(refused(connection, "SELECT * FROM mysql.global_priv"));
        CHECK(refused(connection, "SELECT LOAD_FILE('/etc/passwd') INTO OUTFILE '/tmp/vorab-x'"));
        CHECK(refused(connection, "SET GLOBAL general_log = ON"));
    }
}

TEST_CASE(
    "a known patient is found in no file of the database: not in tables, not in the redo log, not in the binary log") {
    PrivateMariaDb server{"log_bin=binlog\nserver_id=1\n"};
    const auto options = mailbox(server, "vorab_mb_rest");
    test::HospitalSetting setting;
    Connection cases{options};
    auto record = setting.record("stroke");
    record["patient"].as_object()["family_name"] = marker;
    record["remarks"] = std::string{marker} + " in the remarks";
    REQUIRE(setting.store(cases, record));
    cases.execute("UPDATE patient_case SET keyword = ?", {std::string_view{marker}});
    CHECK(cases.query_one("SELECT family_name FROM record_patient")->text(0) == marker);

    const auto home = std::filesystem::path{server.data_directory()}.parent_path();
    const auto running = scan(home, marker);  // the redo log has it, the table's file perhaps not yet
    CHECK(running.holding == std::vector<std::string>{});
    server.stop();
    const auto stopped = scan(home, marker);
    CHECK(stopped.holding == std::vector<std::string>{});
    CHECK(stopped.bytes > 10'000'000);
    const auto data = std::filesystem::path{server.data_directory()};
    CHECK(exists(data / "vorab_mb_rest" / "patient_case.ibd"));
    CHECK(exists(data / "binlog.000001"));
    server.restart();
    Connection after{options};
    CHECK(after.query_one("SELECT keyword FROM patient_case")->text(0) == marker);
}

TEST_CASE(
    "a database on another host is reached over TLS with its own authority alone, and from the granted host alone") {
    test::TestPki pki, stranger;
    const auto leaf = pki.server();
    const test::TemporaryDirectory folder{"vorab-database-tls", "mysql"};
    const auto file = [&](const char* name, const std::filesystem::path& from) {
        return folder.write(name, test::read_text(from)).string();
    };
    const auto port = test::free_port();
    PrivateMariaDb server{"skip_networking=OFF\nbind_address=127.0.0.1\nport=" + std::to_string(port) +
                          "\nssl_cert=" + file("cert.pem", leaf.certificate) +
                          "\nssl_key=" + file("key.pem", leaf.key) + "\nssl_ca=" + file("ca.pem", pki.ca()) + "\n"};
    auto near =
        account(server, "vorab_mb_far", server.run_shipped("database.sql", variables("vorab_mb_far", "127.0.0.1")));
    near.socket.clear();
    near.host = "127.0.0.1";
    near.port = port;
    near.tls_ca = pki.ca().string();
    {
        Connection connection{near};
        CHECK(connection.query_one("SHOW STATUS LIKE 'Ssl_version'")->text(1).starts_with("TLSv1."));
    }
    auto wrong_authority = near;
    wrong_authority.tls_ca = stranger.ca().string();
    CHECK_THROWS_AS(Connection{wrong_authority}, DatabaseError);
    auto wrong_password = near;
    wrong_password.password = core::Sensitive<std::string>{"guessed"};
    CHECK_THROWS_AS(Connection{wrong_password}, DatabaseError);
    auto elsewhere =
        account(server, "vorab_mb_away", server.run_shipped("database.sql", variables("vorab_mb_away", "192.0.2.7")));
    elsewhere.socket.clear();
    elsewhere.host = "127.0.0.1";
    elsewhere.port = port;
    elsewhere.tls_ca = near.tls_ca;
    CHECK_THROWS_AS(Connection{elsewhere}, DatabaseError);
    CHECK(Connection{server.root()}.query_one("SELECT ssl_type FROM mysql.user WHERE User = 'vorab_mb_far'")->text(0) ==
          "ANY");
}
