#include "common/async/timer.hpp"

#include "common/async/task_group.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
async::Task<void> check_signal(async::Signal& signal) {
    const bool silent = co_await signal.wait(1ms);
    CHECK_FALSE(silent);
    signal.notify();
    const bool remembered = co_await signal.wait(1h);
    CHECK(remembered);
    const bool only_once = co_await signal.wait(1ms);
    CHECK_FALSE(only_once);
}

async::Task<void> check_deadline(async::Executor executor) {
    int calls = 0;
    async::Signal expired{executor};
    async::Deadline deadline{executor, [&] {
                                 ++calls;
                                 expired.notify();
                             }};
    deadline.expires_after(1h);
    deadline.expires_after(2ms);  // sooner than the one that is running
    const bool called = co_await expired.wait(5s);
    CHECK(called);
    CHECK(deadline.expired());
    deadline.expires_after(20ms);
    deadline.expires_after(1h);  // pushed back in time
    const bool again = co_await expired.wait(60ms);
    CHECK_FALSE(again);
    CHECK(calls == 1);
}

async::Task<void> wait_long(async::Signal& signal, bool& cancelled) {
    try {
        [[maybe_unused]] const bool woken = co_await signal.wait(1h);
    } catch (const boost::system::system_error&) {
        cancelled = true;
    }
}
async::Task<void> drain_now(async::TaskGroup& group) {
    co_await async::sleep_for(1ms);
    co_await group.drain(0ms);
}
}  // namespace

TEST_CASE("a signal wakes its waiter, and remembers what came before the wait") {
    boost::asio::io_context loop{1};
    async::Signal signal{loop.get_executor()};
    test::run(loop, check_signal(signal));
}

TEST_CASE("a deadline calls once, and not when it was pushed back") {
    boost::asio::io_context loop{1};
    test::run(loop, check_deadline(loop.get_executor()));
}

TEST_CASE("a cancelled wait ends with an exception, not with a wake-up") {
    boost::asio::io_context loop{1};
    const core::Log log{"test"};
    async::Signal signal{loop.get_executor()};
    async::TaskGroup group{loop.get_executor(), log, "waiters"};
    bool cancelled = false;
    group.spawn(wait_long(signal, cancelled));
    test::run(loop, drain_now(group));
    CHECK(cancelled);
}
