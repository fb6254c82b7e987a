#include "common/async/blocking_pool.hpp"

#include <atomic>
#include <string>
#include <thread>

#include "common/async/task_group.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
async::Task<void> call_and_check(async::BlockingPool& pool) {
    const auto loop_thread = std::this_thread::get_id();
    auto work = [loop_thread](unsigned) {
        return std::string{loop_thread == std::this_thread::get_id() ? "loop" : "pool"};
    };
    const std::string where = co_await pool.run(std::move(work));
    CHECK(where == "pool");
    CHECK(std::this_thread::get_id() == loop_thread);

    auto broken = [](unsigned) -> int { throw std::runtime_error("database gone"); };
    bool caught = false;
    try {
        [[maybe_unused]] const int never = co_await pool.run(std::move(broken));
    } catch (const std::runtime_error&) {
        caught = true;
    }
    CHECK(caught);
}

async::Task<void> count(async::BlockingPool& pool, std::atomic<int>& done) {
    auto work = [&done](unsigned) { ++done; };
    co_await pool.run(std::move(work));
}

async::Task<void> fill(async::BlockingPool& pool, async::TaskGroup& group, std::atomic<int>& done) {
    for (int i = 0; i < 500; ++i) group.spawn(count(pool, done));
    co_await group.drain(10s);
}
}  // namespace

TEST_CASE("work runs on the pool, and its result or exception comes back on the loop") {
    boost::asio::io_context loop{1};
    async::BlockingPool pool{loop.get_executor(), "test", 2};
    test::run(loop, call_and_check(pool));
}

TEST_CASE("many calls from the loop all run once") {
    boost::asio::io_context loop{1};
    const core::Log log{"test"};
    async::BlockingPool pool{loop.get_executor(), "test", 4};
    async::TaskGroup group{loop.get_executor(), log, "calls"};
    std::atomic<int> done = 0;
    test::run(loop, fill(pool, group, done));
    CHECK(done == 500);
}

TEST_CASE("a full queue refuses instead of growing") {
    boost::asio::io_context loop{1};
    std::string lines;
    const core::Log log{"test", core::LogLevel::info, [&](std::string_view line) { lines += line; }};
    async::BlockingPool pool{loop.get_executor(), "test", 1, 0};
    async::TaskGroup group{loop.get_executor(), log, "calls"};
    std::atomic<int> done = 0;
    test::run(loop, fill(pool, group, done));
    CHECK(done == 0);
    CHECK(lines.find("exception") != std::string::npos);
}
