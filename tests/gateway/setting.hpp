#pragma once
// A gateway's inner rooms over a database of the test's own: one client, one mailbox, assigned to each other.
#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/database/migrations.hpp"
#include "common/signing/hash.hpp"
#include "gateway/mailboxes/directory.hpp"
#include "gateway/refusals.hpp"
#include "gateway/sql/migrations.hpp"
#include "gateway/token/bearer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/made_request.hpp"
#include "tests/support/moved_clock.hpp"
#include "tests/support/private_mariadb.hpp"
#include "tests/support/run.hpp"

namespace vorab::test {

inline constexpr auto gateway_name = "https://gateway.example:8443";
inline constexpr auto known_secret = "a secret of at least thirty-two characters";

struct GatewaySetting {
    GatewaySetting() {
        for (const char* empty : {"DELETE FROM client",
                                  "DELETE FROM mailbox",
                                  "DELETE FROM mailbox_key",
                                  "DELETE FROM assignment",
                                  "DELETE FROM parked",
                                  "DELETE FROM parked_chunk",
                                  "DELETE FROM used_assertion",
                                  "DELETE FROM audit",
                                  "DELETE FROM board_entry",
                                  "DELETE FROM known_address",
                                  "DELETE FROM under_way",
                                  "DELETE FROM rescue_service",
                                  "DELETE FROM configuration_history",
                                  "DELETE FROM administrator",
                                  "DELETE FROM administrator_session",
                                  "DELETE FROM board_licence",
                                  "DELETE FROM administrator_browser",
                                  "DELETE FROM administrator_failure",
                                  "DELETE FROM sent",
                                  "DELETE FROM case_counter",
                                  "DELETE FROM case_event"}) {
            connection.execute(empty);
        }
        const std::string now = database::to_sql(clock.now());
        const auto secret = signing::sha256(core::bytes_of(known_secret));
        connection.execute(
            "INSERT INTO client (id, organisation, secret_sha256, created_at) VALUES ('service', 'Service', ?, ?)",
            {core::BytesView{secret}, now});
        connection.execute(
            "INSERT INTO mailbox (id, name, hospital, intake_url, created_at) "
            "VALUES ('zna-musterstadt', 'ZNA', 'Klinikum', 'https://localhost:1', ?)",
            {now});
        connection.execute(
            "INSERT INTO mailbox (id, name, hospital, intake_url, created_at) "
            "VALUES ('not-assigned', 'Other', 'Other', 'https://localhost:1', ?)",
            {now});
        connection.execute("INSERT INTO assignment VALUES ('service', 'zna-musterstadt', ?)", {now});
        load();
    }

    static const database::ConnectionOptions& options() {
        static const auto made = [] {
            auto fresh = PrivateMariaDb::shared().create_database("gateway_test");
            database::migrate(fresh, gateway::migrations());
            return fresh;
        }();
        return made;
    }

    /// Runs one coroutine to its end.
    void run(async::Task<void> task) {
        loop.restart();
        test::run(loop, std::move(task));
    }
    void load() { run(directory.load()); }

    std::int64_t count(const char* sql) { return connection.query_one(sql)->integer(0); }
    std::string bearer() const { return "Bearer " + issuer.issue(client); }

    boost::asio::io_context loop;
    std::string log_lines;
    core::Log log{"test", core::LogLevel::info, [this](std::string_view line) { log_lines += line; }};
    MovedClock clock;
    database::Connection connection{options()};
    database::Database database{loop.get_executor(), options(), 2, log};
    core::ClientId client = core::ClientId::parse("service").value();
    gateway::Audit audit{database, clock};
    gateway::Directory directory{database, clock, log};
    signing::PrivateKey token_key = signing::PrivateKey::generate(signing::KeyType::p256);
    gateway::TokenIssuer issuer{gateway_name, {token_key}, std::chrono::hours{12}, clock};
    gateway::Bearer bearer_of{issuer, directory, {}};
    gateway::Refusals refusals{audit, log};
};
}  // namespace vorab::test
