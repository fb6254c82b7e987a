#include "common/database/migrations.hpp"

#include <future>
#include <stdexcept>

#include "tests/support/catch.hpp"
#include "tests/support/private_mariadb.hpp"

namespace vorab::test {
std::vector<database::Migration> migrations();  // embedded from tests/database/sql
}

using namespace vorab;
using database::Connection;
using database::Migration;

namespace {
database::ConnectionOptions empty_database() {
    static int number = 0;
    return test::PrivateMariaDb::shared().create_database("migrations_test_" + std::to_string(++number));
}
}  // namespace

TEST_CASE("an empty database gets every embedded file, once") {
    Connection connection{empty_database()};
    const auto all = test::migrations();
    REQUIRE(all.size() == 2);
    CHECK(all[0].number == 1);
    CHECK(all[1].name == "visits");
    CHECK(database::migrate(connection, all) == 2);
    CHECK(database::migrate(connection, all) == 0);
    connection.execute("INSERT INTO person () VALUES ()");
    const auto rows = connection.query("SELECT name FROM person ORDER BY id");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].text(0) == "first");
    CHECK(rows[1].text(0) == "none; \"yet\" [\\]");
    CHECK(connection.query("SELECT * FROM last_visit").empty());
}

TEST_CASE("what is missing is added, from where the database stands") {
    const auto options = empty_database();
    Connection connection{options};
    const auto all = test::migrations();
    CHECK(database::migrate(connection, {all[0]}) == 1);
    CHECK(database::migrate(options, all) == 1);
}

TEST_CASE("a database that is newer than the program, or another's, is left alone") {
    Connection connection{empty_database()};
    const auto all = test::migrations();
    database::migrate(connection, all);
    CHECK_THROWS_AS(database::migrate(connection, {all[0]}), std::runtime_error);
    const std::vector<Migration> others{{1, "patients", "SELECT 1"}, {2, "visits", "SELECT 1"}};
    CHECK_THROWS_AS(database::migrate(connection, others), std::runtime_error);
    CHECK(connection.query("SELECT number FROM schema_migration").size() == 2);
}

TEST_CASE("a migration that broke half-way is run again from its start") {
    Connection connection{empty_database()};
    const auto all = test::migrations();
    const std::string half = std::string{all[0].sql} + "SELECT * FROM not_there; CREATE TABLE never (id INT)";
    const std::vector<Migration> broken{{1, "people", half}};
    CHECK_THROWS_AS(database::migrate(connection, broken), database::DatabaseError);
    CHECK(connection.query("SELECT id FROM person").size() == 1);  // the first statements did happen
    CHECK(database::migrate(connection, all) == 2);
    CHECK(connection.query("SELECT id FROM person").size() == 1);
}

TEST_CASE("a server killed in the middle of a migration is migrated after its restart") {
    const auto options = empty_database();
    const auto all = test::migrations();
    std::vector<Migration> slow = all;
    const std::string waiting = std::string{all[0].sql} + "DO SLEEP(60)";
    slow[0].sql = waiting;
    auto killed = std::async(std::launch::async, [&] { return database::migrate(options, slow); });
    auto& server = test::PrivateMariaDb::shared();
    Connection watching{server.root()};
    constexpr const char* sleeping =
        "SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(60)%' AND id <> CONNECTION_ID()";
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (watching.query(sleeping).empty()) REQUIRE(std::chrono::steady_clock::now() < deadline);
    server.kill();
    CHECK_THROWS_AS(killed.get(), database::DatabaseError);
    server.restart();
    CHECK(database::migrate(options, all) == 2);
}

TEST_CASE("two instances that start together migrate once") {
    const auto options = empty_database();
    const auto work = [&options] {
        Connection connection{options};
        return database::migrate(connection, test::migrations());
    };
    auto one = std::async(std::launch::async, work);
    auto other = std::async(std::launch::async, work);
    CHECK(one.get() + other.get() == 2);
}
