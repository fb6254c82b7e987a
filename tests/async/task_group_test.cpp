#include "common/async/task_group.hpp"

#include <stdexcept>
#include <vector>

#include "common/async/timer.hpp"
#include "common/core/result.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
async::Task<void> note_after(std::chrono::milliseconds span, std::vector<int>& notes, int note) {
    co_await async::sleep_for(span);
    notes.push_back(note);
}
async::Task<void> fail() {
    co_await async::sleep_for(1ms);
    throw core::FailureError({core::Problem::stale, "why"});
}
async::Task<void> drain(async::TaskGroup& group, std::chrono::milliseconds grace) { co_await group.drain(grace); }
}  // namespace

TEST_CASE("tasks that end within the grace are not cut, those that do not are cancelled") {
    boost::asio::io_context loop{1};
    const core::Log log{"test"};
    async::TaskGroup group{loop.get_executor(), log, "group"};
    std::vector<int> notes;
    group.spawn(note_after(5ms, notes, 1));
    group.spawn(note_after(1h, notes, 2));
    CHECK(group.size() == 2);
    test::run(loop, drain(group, 300ms));
    CHECK(notes == std::vector{1});
    CHECK(group.size() == 0);
}

TEST_CASE("an exception that leaves a task is logged with the group's name") {
    boost::asio::io_context loop{1};
    std::string lines;
    const core::Log log{"test", core::LogLevel::info, [&](std::string_view line) { lines += line; }};
    async::TaskGroup group{loop.get_executor(), log, "sessions"};
    group.spawn(fail());
    test::run(loop, drain(group, 5s));
    CHECK(lines.find("\"vorab.group\":\"sessions\"") != std::string::npos);
    CHECK(lines.find("\"vorab.problem\":\"stale\"") != std::string::npos);
}
