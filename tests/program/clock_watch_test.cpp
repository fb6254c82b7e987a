// Clocks that jump.
#include "common/program/clock_watch.hpp"

#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/moved_clock.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using program::ClockStep;
using namespace std::chrono_literals;

namespace {
struct Machine {
    test::MovedClock wall;
    program::ClockWatch::Steady steady{};
    core::Log log{"test", core::LogLevel::error, [this](std::string_view line) { lines.append(line); }};
    std::string lines;
    program::ClockWatch watch{wall, log, [this] { return steady; }};

    /// Time passes, for the two clocks alike or not.
    void pass(std::chrono::milliseconds real, std::chrono::milliseconds shown) {
        steady += real;
        wall.time += shown;
        watch.look();
    }
};

async::Task<void> tell(std::vector<std::int64_t>& told, ClockStep step) {
    told.push_back(step.by.count());
    if (told.size() == 1) throw core::UnavailableError("the database is gone");
    co_return;
}

async::Task<void> told_again(async::Executor executor, Machine& machine, std::vector<std::int64_t>& told) {
    async::TaskGroup group{executor, machine.log, "clock"};
    group.spawn(machine.watch.run([&told](ClockStep step) { return tell(told, step); }));
    for (int i = 0; i < 500 && told.size() < 2; ++i) co_await async::sleep_for(10ms);
    co_await group.drain(0ms);
}
}  // namespace

TEST_CASE("F10 what NTP slews and a leap second are no jump") {
    Machine machine;
    for (int i = 0; i < 1000; ++i) machine.pass(1s, 1001ms);
    machine.pass(1s, 0s);
    machine.pass(1s, 2s);
    CHECK(!machine.watch.recent());
    CHECK(machine.watch.may_delete());
    CHECK(machine.lines.empty());
}

TEST_CASE("F10 a jump ahead is seen, and nothing is deleted for ten minutes after it") {
    Machine machine;
    machine.steady += 1s;
    machine.wall.time += 13h;
    CHECK(!machine.watch.may_delete());  // sees it by itself: whoever deletes asks just before
    REQUIRE(machine.watch.recent());
    CHECK(machine.watch.recent()->by == 13h - 1s);
    machine.pass(9min, 9min);
    CHECK(!machine.watch.may_delete());
    machine.pass(2min, 2min);
    CHECK(machine.watch.may_delete());
    machine.pass(24h, 24h);
    CHECK(!machine.watch.recent());
}

TEST_CASE("F10 a jump back is seen and keeps nobody from deleting") {
    Machine machine;
    machine.pass(1s, -13h);
    REQUIRE(machine.watch.recent());
    CHECK(machine.watch.recent()->by == -13h - 1s);
    CHECK(machine.watch.may_delete());
    CHECK(machine.lines.find("the clock has jumped") != std::string::npos);
}

TEST_CASE("F10 a jump that could not be written down is told again") {
    boost::asio::io_context loop{1};
    Machine machine;
    machine.pass(1s, 3601s);
    std::vector<std::int64_t> told;
    test::run(loop, told_again(loop.get_executor(), machine, told));
    CHECK(told == std::vector<std::int64_t>{3600, 3600});
}
