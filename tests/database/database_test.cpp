#include "common/database/database.hpp"

#include <csignal>
#include <latch>

#include "common/async/task_group.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/private_mariadb.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using database::Connection;
using database::Database;
using database::DatabaseError;
using database::Transaction;

namespace {
struct Setting {
    explicit Setting(unsigned connections, const database::ConnectionOptions& to = options())
        : database(loop.get_executor(), to, connections, log) {}

    static const database::ConnectionOptions& options() {
        static const auto made = test::PrivateMariaDb::shared().create_database("database_test");
        return made;
    }

    boost::asio::io_context loop;
    std::vector<std::string> lines;  // written under the lock of nobody: one database thread, or read after the run
    core::Log log{"test", core::LogLevel::info, [this](std::string_view line) { lines.emplace_back(line); }};
    Database database;
};

std::int64_t connection_id(Connection& connection) {
    return connection.query_one("SELECT CONNECTION_ID()")->integer(0);
}

async::Task<void> kill_and_ask_again(Database& database) {
    const std::int64_t first = co_await database.run(connection_id);
    Connection administrator{test::PrivateMariaDb::shared().root()};
    administrator.execute(("KILL " + std::to_string(first)).c_str());
    const std::int64_t second = co_await database.run(connection_id);
    CHECK(second != first);
}

async::Task<void> kill_in_the_middle(Database& database) {
    auto suicide = [](Connection& connection) {
        connection.execute("KILL CONNECTION_ID()");
        return 0;
    };
    bool lost = false;
    try {
        [[maybe_unused]] const int never = co_await database.run(suicide);
    } catch (const DatabaseError& error) {
        lost = error.connection_lost();
    }
    CHECK(lost);
    const std::int64_t next = co_await database.run(connection_id);
    CHECK(next > 0);
}

std::int64_t stored(Connection& connection) { return connection.query_one("SELECT COUNT(*) FROM kept")->integer(0); }

std::uint64_t store(Connection& connection) { return connection.execute("INSERT INTO kept () VALUES ()"); }

async::Task<void> power_cut(Database& database) {
    auto& server = test::PrivateMariaDb::shared();
    for (int count = 0; count < 20; ++count) {
        const std::uint64_t changed = co_await database.run(store);
        CHECK(changed == 1);
    }
    server.kill();
    unsigned code = 0;
    try {
        [[maybe_unused]] const std::uint64_t never = co_await database.run(store);
    } catch (const DatabaseError& error) {
        code = error.error_code();
        CHECK(error.connection_lost());
    }
    CHECK(code != 0);
    server.restart();
    const std::int64_t after = co_await database.run(stored);
    CHECK(after == 20);
}

/// In rows that were partly sent when the server meets an error: so it is for a locking read and a row just changed.
std::vector<database::Row> some_rows(Connection& connection) {
    return connection.query(
        "SELECT IF(id < 900, REPEAT('x', 200), (SELECT id FROM many AS other WHERE other.id >= many.id)) FROM many");
}

async::Task<void> break_off_and_ask_again(Database& database) {
    unsigned code = 0;
    try {
        [[maybe_unused]] const auto never = co_await database.run(some_rows);
    } catch (const DatabaseError& error) {
        code = error.error_code();
    }
    CHECK(code == 1242);  // a subquery with more than one row
    auto mend = [](Connection& connection) { return connection.execute("DELETE FROM many WHERE id > 900"); };
    [[maybe_unused]] const std::uint64_t mended = co_await database.run(mend);
    const auto begun = std::chrono::steady_clock::now();
    const auto rows = co_await database.run(some_rows);
    CHECK(rows.size() == 900);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
}

/// Takes two rows in the given order; `met` makes sure that each has its first before either asks for its second.
async::Task<void> take_two(Database& database, std::latch& met, int first, int second, int& attempts) {
    auto work = [&met, first, second, &attempts](Connection& connection) {
        constexpr const char* sql = "UPDATE counter SET value = value + 1 WHERE id = ?";
        Transaction transaction{connection};
        connection.execute(sql, {std::int64_t{first}});
        if (++attempts == 1) met.arrive_and_wait();
        connection.execute(sql, {std::int64_t{second}});
        transaction.commit();
        return 0;
    };
    [[maybe_unused]] const int done = co_await database.run(work);
}

async::Task<void> deadlock(Setting& setting, int& attempts_of_one, int& attempts_of_other) {
    async::TaskGroup group{setting.loop.get_executor(), setting.log, "two units"};
    std::latch met{2};
    group.spawn(take_two(setting.database, met, 1, 2, attempts_of_one));
    group.spawn(take_two(setting.database, met, 2, 1, attempts_of_other));
    co_await group.drain(std::chrono::seconds{15});
}
}  // namespace

TEST_CASE("a connection that was killed while idle is replaced before the next unit of work") {
    Setting setting{1};
    test::run(setting.loop, kill_and_ask_again(setting.database));
}

TEST_CASE("a connection lost in the middle throws, and the next unit gets a new one") {
    Setting setting{1};
    test::run(setting.loop, kill_in_the_middle(setting.database));
}

TEST_CASE("an answer that ends with an error behind its first rows does not hold up the next one") {
    Setting setting{1};
    Connection{Setting::options()}.run_script(
        "DROP TABLE IF EXISTS many; CREATE TABLE many (id INT PRIMARY KEY); INSERT INTO many SELECT seq FROM "
        "seq_1_to_1000");
    test::run(setting.loop, break_off_and_ask_again(setting.database));
}

TEST_CASE("what was acknowledged before a kill of the server is there after its restart") {
    Setting setting{1};
    Connection{Setting::options()}.run_script(
        "DROP TABLE IF EXISTS kept; CREATE TABLE kept (id INT AUTO_INCREMENT PRIMARY KEY)");
    test::run(setting.loop, power_cut(setting.database));
}

TEST_CASE("two units in a deadlock are both done in the end, each once") {
    Setting setting{2};
    Connection connection{Setting::options()};
    connection.run_script(
        "DROP TABLE IF EXISTS counter; CREATE TABLE counter (id INT PRIMARY KEY, value INT);"
        "INSERT INTO counter VALUES (1, 0), (2, 0)");
    int attempts_of_one = 0;
    int attempts_of_other = 0;
    test::run(setting.loop, deadlock(setting, attempts_of_one, attempts_of_other));
    CHECK(attempts_of_one + attempts_of_other == 3);
    for (const auto& row : connection.query("SELECT value FROM counter")) CHECK(row.integer(0) == 2);
}

TEST_CASE("a database that is down does not keep the program from starting, and is logged once") {
    auto nowhere = Setting::options();
    nowhere.socket = "/nonexistent/socket";
    Setting setting{1, nowhere};
    for (int attempt = 0; attempt < 3; ++attempt)
        CHECK_THROWS_AS(test::run(setting.loop, power_cut(setting.database)), DatabaseError);
    REQUIRE(setting.lines.size() == 1);
    CHECK(setting.lines[0].find("cannot be reached") != std::string::npos);
}
