#include "common/database/together.hpp"

#include <map>

#include "common/async/task_group.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/private_mariadb.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using database::Connection;
using database::Database;
using database::DatabaseError;
using database::Together;

namespace {
struct Setting {
    Setting() {
        Connection{options()}.run_script("DROP TABLE IF EXISTS kept; CREATE TABLE kept (number BIGINT PRIMARY KEY)");
    }
    static const database::ConnectionOptions& options() {
        static const auto made = test::PrivateMariaDb::shared().create_database("together_test");
        return made;
    }
    std::int64_t count(const char* sql) { return Connection{options()}.query_one(sql)->integer(0); }

    boost::asio::io_context loop;
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    Database database{loop.get_executor(), options(), 2, log};
    Together together{database};
};

constexpr const char* commits =
    "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'COM_COMMIT'";

async::Task<void> write(Setting& setting, std::int64_t number, int& failed) {
    auto unit = [number](Connection& connection) {
        connection.execute("INSERT INTO kept VALUES (?)", {number});
        return number;
    };
    try {
        const std::int64_t written = co_await setting.together.run(std::move(unit));
        CHECK(written == number);
    } catch (const DatabaseError& error) {
        CHECK(error.is_duplicate_key());
        ++failed;
    }
}

async::Task<void> write_all(Setting& setting, std::vector<std::int64_t> numbers, int& failed) {
    async::TaskGroup group{setting.loop.get_executor(), setting.log, "writers"};
    for (const auto number : numbers) group.spawn(write(setting, number, failed));
    co_await group.drain(std::chrono::seconds{20});
}

async::Task<void> note_what_is_thrown(Setting& setting, std::map<unsigned, int>& thrown) {
    auto unit = [](Connection& connection) { return connection.execute("INSERT INTO kept SELECT COUNT(*) FROM kept"); };
    try {
        [[maybe_unused]] const std::uint64_t written = co_await setting.together.run(std::move(unit));
    } catch (const DatabaseError& error) {
        ++thrown[error.error_code()];
    }
}

async::Task<void> crowd(Setting& setting, int count, std::map<unsigned, int>& thrown) {
    async::TaskGroup group{setting.loop.get_executor(), setting.log, "crowd"};
    for (int i = 0; i < count; ++i) group.spawn(note_what_is_thrown(setting, thrown));
    co_await group.drain(std::chrono::seconds{60});
}

/// The first that comes commits for the others, and is cancelled while they wait.
async::Task<void> cancel_the_first(Setting& setting, int& failed) {
    async::TaskGroup others{setting.loop.get_executor(), setting.log, "others"};
    {
        async::TaskGroup first{setting.loop.get_executor(), setting.log, "first"};
        first.spawn(write(setting, 1, failed));
        for (std::int64_t number = 2; number <= 20; ++number) others.spawn(write(setting, number, failed));
        constexpr std::chrono::milliseconds at_once{0};
        co_await first.drain(at_once);
    }
    co_await others.drain(std::chrono::seconds{20});
}
}  // namespace

TEST_CASE("what comes while one is committed goes together in the next transaction") {
    Setting setting;
    int failed = 0;
    std::vector<std::int64_t> numbers;
    for (std::int64_t number = 1; number <= 40; ++number) numbers.push_back(number);
    const auto before = setting.count(commits);
    test::run(setting.loop, write_all(setting, numbers, failed));
    CHECK(failed == 0);
    CHECK(setting.count("SELECT COUNT(*) FROM kept") == 40);
    CHECK(setting.count(commits) - before <= 4);
}

TEST_CASE("an error of one is its own, what stood beside it is committed") {
    Setting setting;
    Connection{Setting::options()}.execute("INSERT INTO kept VALUES (7)");
    int failed = 0;
    test::run(setting.loop, write_all(setting, {5, 6, 7, 8, 9}, failed));
    CHECK(failed == 1);
    CHECK(setting.count("SELECT COUNT(*) FROM kept") == 5);
}

TEST_CASE("more than may wait are told so at once, the others are served") {
    Setting setting;
    std::map<unsigned, int> thrown;
    test::run(setting.loop, crowd(setting, 5'000, thrown));
    const int refused = thrown[1040];  // "too many connections": the database's own word for it
    CHECK(refused > 0);
    CHECK(thrown.size() == 1);
    CHECK(setting.count("SELECT COUNT(*) FROM kept") == 5'000 - refused);
}

TEST_CASE("who waits is served when the task that led the way is cancelled") {
    Setting setting;
    int failed = 0;
    test::run(setting.loop, cancel_the_first(setting, failed));
    CHECK(failed == 0);
    CHECK(setting.count("SELECT COUNT(*) FROM kept WHERE number > 1") == 19);
}
