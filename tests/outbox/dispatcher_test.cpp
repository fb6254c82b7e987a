#include "common/outbox/dispatcher.hpp"

#include "common/outbox/outbox_queries.hpp"
#include "tests/outbox/setting.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using test::OutboxSetting;

namespace {
/// Throws, then asks for patience, then takes it.
struct Moody final : outbox::Channel {
    explicit Moody(async::Executor executor) : done(executor) {}
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override {
        ++calls;
        if (calls == 1) throw std::runtime_error("broken");
        if (calls == 2) co_return outbox::RetryLater{"busy", 0s};
        done.notify();
        co_return outbox::Delivered{};
    }
    int calls = 0;
    async::Signal done;
};

struct Hanging final : outbox::Channel {
    explicit Hanging(async::Executor executor) : asked(executor) {}
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override {
        ++calls;
        asked.notify();
        co_await async::sleep_for(1h);
        co_return outbox::Delivered{};
    }
    int calls = 0;
    async::Signal asked;
};

async::Task<void> run_both(OutboxSetting& setting, outbox::Outbox& queue, const core::Clock& clock,
                           std::shared_ptr<Moody> moody, std::shared_ptr<Hanging> hanging) {
    outbox::Dispatcher dispatcher{setting.loop.get_executor(), queue, setting.log, clock};
    const outbox::Backoff quick{1ms, 2ms};
    dispatcher.add("hang", "one", hanging, 1, quick);
    dispatcher.add("moody", "one", moody, 2, quick);
    const bool hangs = co_await hanging->asked.wait(10s);
    const bool delivered = co_await moody->done.wait(10s);
    CHECK((hangs && delivered));
    co_await dispatcher.drain(2s);  // long enough to settle the one, never the other
}
}  // namespace

TEST_CASE("a channel that throws is tried again, one that hangs delays nobody, and drain ends both") {
    OutboxSetting setting;
    const auto of = core::new_case_id();
    setting.enqueue(of, "hang", setting.clock.now());
    setting.enqueue(of, "moody", setting.clock.now());
    const core::SystemClock clock;
    outbox::Outbox outbox{setting.database, clock};
    const auto moody = std::make_shared<Moody>(setting.loop.get_executor());
    const auto hanging = std::make_shared<Hanging>(setting.loop.get_executor());
    test::run(setting.loop, run_both(setting, outbox, clock, moody, hanging));
    CHECK(moody->calls == 3);
    CHECK(hanging->calls == 1);
    const auto counts = outbox::counts_of(setting.connection, of);
    CHECK(counts.delivered == 1);
    CHECK(counts.sending == 1);  // its lease returns it
}

namespace {
/// Says no once and for all, or asks for patience, in its own words.
struct Answering final : outbox::Channel {
    Answering(async::Executor executor, outbox::Delivery with) : answer(std::move(with)), asked(executor) {}
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override {
        asked.notify();
        co_return answer;
    }
    outbox::Delivery answer;
    async::Signal asked;
};

async::Task<void> run_both_answers(OutboxSetting& setting, outbox::Outbox& queue, const core::Clock& clock,
                                   std::shared_ptr<Answering> no, std::shared_ptr<Answering> later) {
    outbox::Dispatcher dispatcher{setting.loop.get_executor(), queue, setting.log, clock};
    dispatcher.add("no", "one", no);
    dispatcher.add("later", "one", later);
    const bool first = co_await no->asked.wait(10s);
    const bool second = co_await later->asked.wait(10s);
    CHECK((first && second));
    co_await dispatcher.drain(5s);
}
}  // namespace

TEST_CASE("what a channel answers is what is settled, with its own reason") {
    OutboxSetting setting;
    const auto of = core::new_case_id();
    setting.enqueue(of, "no", setting.clock.now());
    setting.enqueue(of, "later", setting.clock.now());
    const core::SystemClock clock;
    outbox::Outbox outbox{setting.database, clock};
    const auto executor = setting.loop.get_executor();
    const auto no = std::make_shared<Answering>(executor, outbox::Rejected{"wrong address"});
    const auto later = std::make_shared<Answering>(executor, outbox::RetryLater{"busy", 600s});
    test::run(setting.loop, run_both_answers(setting, outbox, clock, no, later));
    const auto rows = setting.connection.query("SELECT channel, state, last_reason FROM delivery ORDER BY channel");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].text(0) == "later");
    CHECK(rows[0].text(1) == "pending");
    CHECK(rows[0].text(2) == "busy");
    CHECK(rows[1].text(1) == "rejected");
    CHECK(rows[1].text(2) == "wrong address");
}

namespace {
/// Not there until somebody says so; counts how often it is asked.
struct Peer final : outbox::Channel {
    Peer(async::Executor executor, int until) : enough(executor), ask(until) {}
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override {
        ++calls;
        co_await async::sleep_for(1ms);
        if (calls >= ask) enough.notify();
        if (there) {
            ++taken;
            co_return outbox::Delivered{};
        }
        co_return outbox::RetryLater{"no connection"};
    }
    async::Signal enough;
    int ask;
    int calls = 0;
    int taken = 0;
    bool there = false;
};

async::Task<void> run_dead_peer(OutboxSetting& setting, outbox::Outbox& queue, const core::Clock& clock,
                                std::shared_ptr<Peer> dead) {
    outbox::Dispatcher dispatcher{setting.loop.get_executor(), queue, setting.log, clock};
    dispatcher.add("hl7", "one", dead);
    const bool asked = co_await dead->enough.wait(10s);
    CHECK(asked);
    co_await async::sleep_for(2ms);
    CHECK(dispatcher.lines()[0].failing_since);
    CHECK(dispatcher.lines()[0].breaker != outbox::Breaker::State::closed);
    const int calls = dead->calls;
    CHECK(calls <= 8);  // four at once, and the probes: not two hundred
    dead->there = true;
    dead->ask = calls + 200;
    dispatcher.wake();  // something new: the probe comes now
    const bool all = co_await dead->enough.wait(20s);
    CHECK(all);
    CHECK(dispatcher.lines()[0].breaker == outbox::Breaker::State::closed);
    CHECK_FALSE(dispatcher.lines()[0].failing_since);
    co_await dispatcher.drain(5s);
}
}  // namespace

TEST_CASE("a dead peer is asked by a probe and not by every job, and gets all of them once it answers") {
    OutboxSetting setting;
    for (int i = 0; i < 200; ++i) setting.enqueue(core::new_case_id(), "hl7", setting.clock.now());
    const core::SystemClock clock;
    outbox::Outbox outbox{setting.database, clock};
    const auto dead = std::make_shared<Peer>(setting.loop.get_executor(), 5);
    test::run(setting.loop, run_dead_peer(setting, outbox, clock, dead));
    CHECK(dead->taken == 200);
    const auto waiting = outbox::waiting_of(setting.connection, "hl7", "one");
    CHECK(waiting.pending == 0);
}

namespace {
constexpr int lines_there = 6;
constexpr int cases_written = 20;

struct Taking final : outbox::Channel {
    Taking(async::Executor executor, int until) : enough(executor), wanted(until) {}
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override {
        if (++taken == wanted) enough.notify();
        co_return outbox::Delivered{};
    }
    async::Signal enough;
    int wanted;
    int taken = 0;
};

async::Task<void> until_taken(outbox::Dispatcher& dispatcher, Taking& taking) {
    const bool all = co_await taking.enough.wait(60s);
    CHECK(all);
    co_await dispatcher.drain(10s);
}

std::int64_t transactions(OutboxSetting& setting) {
    const auto row = setting.connection.query_one("SHOW GLOBAL STATUS LIKE 'Com_begin'");
    return std::stoll(row->text(1));
}

async::Task<void> run_cases(OutboxSetting& setting, outbox::Outbox& queue, const core::Clock& clock,
                            std::shared_ptr<Taking> taking) {
    outbox::Dispatcher dispatcher{setting.loop.get_executor(), queue, setting.log, clock};
    for (int line = 0; line < lines_there; ++line) dispatcher.add("line" + std::to_string(line), "one", taking);
    for (int i = 0; i < cases_written; ++i) {
        const auto of = core::new_case_id();
        for (int line = 0; line < lines_there; ++line)
            setting.enqueue(of, "line" + std::to_string(line), setting.clock.now());
        dispatcher.wake(of);
        co_await async::sleep_for(1ms);  // the loop's other work; the count does not depend on it
    }
    co_await until_taken(dispatcher, *taking);
}
}  // namespace

TEST_CASE("what was written for a case is claimed for all lines at once, and nobody else asks") {
    OutboxSetting setting;
    const core::SystemClock clock;
    outbox::Outbox outbox{setting.database, clock};
    const auto taking = std::make_shared<Taking>(setting.loop.get_executor(), lines_there * cases_written);
    const auto before = transactions(setting);
    const auto began = std::chrono::steady_clock::now();
    test::run(setting.loop, run_cases(setting, outbox, clock, taking));
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::chrono::steady_clock::now() - began).count();
    const std::int64_t settled = lines_there * cases_written;
    // Each line looks when it begins, and every two seconds; four places a line may be full for a while and ask again.
    const std::int64_t looks = lines_there * (seconds / 2 + 2);
    CHECK(transactions(setting) - before <= settled + cases_written + looks + settled / 4);
    CHECK(taking->taken == settled);
}

namespace {
async::Task<void> wake_twice(OutboxSetting& setting, const core::Clock& clock, std::shared_ptr<Taking> taking,
                             core::CaseId of) {
    outbox::Outbox queue{setting.database, clock};
    outbox::Dispatcher dispatcher{setting.loop.get_executor(), queue, setting.log, clock};
    dispatcher.add("hl7", "one", taking);
    setting.enqueue(of, "hl7", setting.clock.now());
    dispatcher.wake(of);
    dispatcher.wake(of);
    co_await until_taken(dispatcher, *taking);
}
}  // namespace

TEST_CASE("a case of which two things are said at once is sent once, and settled") {
    OutboxSetting setting;
    const core::SystemClock clock;
    const auto of = core::new_case_id();
    const auto taking = std::make_shared<Taking>(setting.loop.get_executor(), 1);
    test::run(setting.loop, wake_twice(setting, clock, taking, of));
    CHECK(taking->taken == 1);
    CHECK(outbox::counts_of(setting.connection, of).delivered == 1);
    CHECK(setting.connection.query_one("SELECT attempts FROM delivery")->integer(0) == 1);
}
