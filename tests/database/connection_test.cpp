#include "common/database/connection.hpp"

#include <cmath>
#include <limits>

#include "common/core/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/private_mariadb.hpp"

using namespace vorab;
using database::Connection;
using database::DatabaseError;
using database::Transaction;
using database::Value;

namespace {
constexpr const char* insert_note = "INSERT INTO note (id, text) VALUES (?, ?)";

const database::ConnectionOptions& options() {
    static const auto made = test::PrivateMariaDb::shared().create_database("connection_test");
    return made;
}

/// A connection to a database that holds one empty table.
Connection fresh() {
    Connection connection{options()};
    connection.run_script(
        "DROP TABLE IF EXISTS note; CREATE TABLE note (id BIGINT PRIMARY KEY, text LONGTEXT, number BIGINT, "
        "real_number "
        "DOUBLE, raw LONGBLOB, at DATETIME(6), short_text VARCHAR(5))");
    return connection;
}

unsigned code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const DatabaseError& error) {
        return error.error_code();
    }
    return 0;
}
}  // namespace

TEST_CASE("every type comes back as it went in, and NULL stays NULL") {
    Connection connection = fresh();
    const auto number = GENERATE(std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max(),
                                 std::numeric_limits<std::int64_t>::min());
    const auto real = GENERATE(0.0, -0.1, 1.0 / 3.0, 1.7976931348623157e308, 5e-324, 98.6);
    const core::Timestamp at = core::parse_rfc3339("2026-02-28T23:59:59.000007Z").value();
    const std::string when = database::to_sql(at);
    const std::uint64_t changed =
        connection.execute("INSERT INTO note (id, number, real_number, at) VALUES (?, ?, ?, ?)",
                           {std::int64_t{7}, number, real, std::string_view{when}});
    CHECK(changed == 1);
    const auto row = connection.query_one("SELECT id, text, number, real_number, raw, at FROM note");
    REQUIRE(row);
    CHECK(row->integer(0) == 7);
    CHECK(row->is_null(1));
    CHECK(row->optional_text(1) == std::nullopt);
    CHECK(row->optional_integer(1) == std::nullopt);
    CHECK(row->optional_integer(2) == number);
    CHECK(row->real(3) == real);
    CHECK(row->text(5) == "2026-02-28 23:59:59.000007");
    CHECK(database::timestamp_of(*row, 5) == at);
    CHECK_THROWS_AS(row->text(1), std::logic_error);
    CHECK_THROWS_AS(row->integer(5), std::logic_error);
    CHECK_THROWS_AS(row->text(6), std::out_of_range);
}

TEST_CASE("hostile and foreign text is stored as the text it is") {
    Connection connection = fresh();
    const std::string text =
        GENERATE(as<std::string>{}, "' OR 1=1 -- ", "'; DROP TABLE note; --", "\\'; /**/ DROP TABLE note",
                 "%df%27 %_ \\%", "\xbf'", std::string("nul\0inside", 10), "0x27 \x1a \x00",
                 "\xF0\x9F\x9A\x91 \xF0\xA0\x9C\x8E \xC3\xA4\xC3\x9F", "{\"a\":\"\\u0000\"}", "", "?", ":name @x `y`");
    const bool is_utf8 = text != "\xbf'";
    const auto column =
        is_utf8 ? "INSERT INTO note (id, text) VALUES (1, ?)" : "INSERT INTO note (id, raw) VALUES (1, ?)";
    connection.execute(column, {is_utf8 ? Value{std::string_view{text}} : Value{core::bytes_of(text)}});
    const auto row = connection.query_one("SELECT text, raw FROM note WHERE text = ? OR raw = ?",
                                          {std::string_view{text}, core::bytes_of(text)});
    REQUIRE(row);
    CHECK(row->text(is_utf8 ? 0 : 1) == text);
    CHECK(connection.query("SHOW TABLES").size() == 1);
}

TEST_CASE("text that is not UTF-8 is refused, not changed") {
    Connection connection = fresh();
    CHECK(code_of([&] { connection.execute(insert_note, {std::int64_t{1}, std::string_view{"\xbf\x27"}}); }) == 1366);
}

TEST_CASE("values of any length come back whole") {
    Connection connection = fresh();
    for (const std::size_t size : {std::size_t{1}, std::size_t{255}, std::size_t{256}, std::size_t{257},
                                   std::size_t{70'000}, std::size_t{5} << 20, std::size_t{20} << 20}) {
        const core::Bytes blob = core::random_bytes(size);
        connection.execute("REPLACE INTO note (id, raw) VALUES (1, ?)", {core::BytesView{blob}});
        const auto row = connection.query_one("SELECT raw, id FROM note");
        REQUIRE(row);
        CHECK((row->bytes(0) == blob));
        CHECK(row->integer(1) == 1);
    }
}

TEST_CASE("what does not fit is an error, never cut") {
    Connection connection = fresh();
    CHECK(code_of([&] { connection.execute("INSERT INTO note (id, short_text) VALUES (1, 'too long')"); }) == 1406);
    CHECK(code_of([&] { connection.execute("INSERT INTO note (id, at) VALUES (1, '2026-02-30')"); }) == 1292);
    connection.execute("INSERT INTO note (id) VALUES (1)");
    try {
        connection.execute("INSERT INTO note (id) VALUES (1)");
        FAIL("a key was taken twice");
    } catch (const DatabaseError& error) {
        CHECK(error.is_duplicate_key());
        CHECK_FALSE(error.may_succeed_if_repeated());
        CHECK_FALSE(error.connection_lost());
    }
    CHECK_THROWS_AS(connection.execute(insert_note, {std::int64_t{1}}), std::logic_error);
    CHECK(connection.query("SELECT id FROM note").size() == 1);
}

TEST_CASE("many rows go in one statement, NULL among them") {
    Connection connection = fresh();
    std::vector<std::vector<Value>> rows;
    for (std::int64_t id = 0; id < 500; ++id)
        rows.push_back({id, id % 3 == 0 ? Value{nullptr} : Value{std::string_view{"text"}}, 0.5,
                        core::bytes_of("\x01\x02"), nullptr});
    constexpr const char* sql = "INSERT INTO note (id, text, real_number, raw, number) VALUES (?, ?, ?, ?, ?)";
    CHECK(connection.execute_many(sql, rows) == 500);
    CHECK(connection.execute_many(sql, {}) == 0);
    CHECK(connection.query_one("SELECT COUNT(*), COUNT(text), SUM(real_number), MIN(raw) FROM note")->text(0) == "500");
    CHECK(connection.query_one("SELECT COUNT(text) FROM note")->integer(0) == 333);
    CHECK(connection.query_one("SELECT COUNT(number) FROM note")->integer(0) == 0);
    CHECK(connection.query_one("SELECT MIN(raw) FROM note")->text(0) == "\x01\x02");
    const std::vector<Value> one{std::int64_t{1000}, "single", nullptr, nullptr, nullptr};
    CHECK(connection.execute(sql, one) == 1);  // the same statement, once more for a single row
    const std::vector<std::vector<Value>> mixed{{std::int64_t{2000}, "a", 1.0, nullptr, nullptr},
                                                {std::int64_t{2001}, "b", "c", nullptr, nullptr}};
    CHECK_THROWS_AS(connection.execute_many(sql, mixed), std::logic_error);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
    Connection connection = fresh();
    {
        const Transaction transaction{connection};
        connection.execute(insert_note, {std::int64_t{1}, "lost"});
    }
    {
        Transaction transaction{connection};
        connection.execute(insert_note, {std::int64_t{2}, "kept"});
        transaction.commit();
    }
    const auto rows = connection.query("SELECT text FROM note");
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].text(0) == "kept");
}

TEST_CASE("a stored procedure is called like any statement, with and without rows") {
    Connection connection = fresh();
    connection.run_script(
        "CREATE OR REPLACE PROCEDURE put(IN the_id BIGINT, IN the_text TEXT)"
        " BEGIN INSERT INTO note (id, text) VALUES (the_id, the_text); END;"
        "CREATE OR REPLACE PROCEDURE get() BEGIN SELECT id, text FROM note; SELECT 1; END");
    connection.execute("CALL put(?, ?)", {std::int64_t{1}, "by procedure"});
    connection.execute("CALL put(?, ?)", {std::int64_t{2}, nullptr});
    const auto rows = connection.query("CALL get()");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].text(1) == "by procedure");
    CHECK(connection.query("CALL get()").size() == 2);
}

TEST_CASE("a query for one row says so when there are several") {
    Connection connection = fresh();
    CHECK_FALSE(connection.query_one("SELECT id FROM note WHERE id = ?", {std::int64_t{1}}));
    connection.execute("INSERT INTO note (id) VALUES (1), (2)");
    CHECK_THROWS_AS(connection.query_one("SELECT id FROM note"), std::logic_error);
}

TEST_CASE("a session never depends on the server's configuration") {
    Connection administrator{test::PrivateMariaDb::shared().root()};
    administrator.run_script(
        "SET GLOBAL sql_mode = '', GLOBAL time_zone = '+05:00', GLOBAL max_statement_time = 0,"
        " GLOBAL tx_isolation = 'READ-UNCOMMITTED', GLOBAL innodb_lock_wait_timeout = 50");
    Connection connection{options()};
    const auto row = connection.query_one(
        "SELECT @@sql_mode LIKE '%STRICT_ALL_TABLES%', @@time_zone, @@tx_isolation, @@innodb_lock_wait_timeout,"
        " @@max_statement_time, @@character_set_connection, @@local_infile");
    CHECK(row->text(0) == "1");
    CHECK(row->text(1) == "+00:00");
    CHECK(row->text(2) == "READ-COMMITTED");
    CHECK(row->text(3) == "5");
    CHECK(row->real(4) == 10.0);
    CHECK(row->text(5) == "utf8mb4");
    CHECK(row->text(6) == "0");
}

TEST_CASE("a statement that takes too long is ended by the server, and the session goes on") {
    [[maybe_unused]] const Connection table = fresh();
    auto impatient = options();
    impatient.statement = std::chrono::seconds{1};
    Connection connection{impatient};
    const auto began = std::chrono::steady_clock::now();
    constexpr const char* slow = "INSERT INTO note (id) SELECT 1 FROM (SELECT 1) AS one WHERE SLEEP(30) = 0";
    CHECK(code_of([&] { connection.execute(slow); }) == 1969);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{4});
    CHECK(connection.usable());
    CHECK(connection.query_one("SELECT 1")->integer(0) == 1);
}

TEST_CASE("the tables on the disk are encrypted") {
    auto& server = test::PrivateMariaDb::shared();
    Connection administrator{server.root()};
    const auto row = administrator.query_one(
        "SELECT @@innodb_encrypt_tables, @@innodb_encrypt_log, @@innodb_flush_log_at_trx_commit, @@local_infile,"
        " @@innodb_snapshot_isolation, @@skip_name_resolve, @@skip_networking");
    CHECK(row->text(0) == "FORCE");
    CHECK(row->text(1) == "1");
    CHECK(row->text(2) == "1");
    CHECK(row->text(3) == "0");
    CHECK(row->text(4) == "1");
    CHECK(row->text(5) == "1");
    CHECK(row->text(6) == "1");
    Connection connection = fresh();
    try {
        connection.execute("CREATE TABLE plain (id INT) ENCRYPTED = NO");
        FAIL("a table was made that is not encrypted");
    } catch (const DatabaseError& error) {
        CHECK(error.error_code() == 1005);
    }
}

TEST_CASE("over TCP a CA is required, and a wrong password or socket throws") {
    auto remote = options();
    remote.socket.clear();
    remote.host = "127.0.0.1";
    CHECK_THROWS_AS(Connection{remote}, std::invalid_argument);
    auto stranger = options();
    stranger.password = core::Sensitive<std::string>{"wrong"};
    CHECK(code_of([&] { const Connection never{stranger}; }) == 1045);
    auto nowhere = options();
    nowhere.socket = "/nonexistent/socket";
    CHECK(code_of([&] { const Connection never{nowhere}; }) == 2002);
}
