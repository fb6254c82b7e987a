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
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override {
        ++calls;
        co_await async::sleep_for(1h);
        co_return outbox::Delivered{};
    }
    int calls = 0;
};

async::Task<void> run_both(OutboxSetting& setting, outbox::Outbox& queue, const core::Clock& clock,
                           std::shared_ptr<Moody> moody, std::shared_ptr<Hanging> hanging) {
    outbox::Dispatcher dispatcher{setting.loop.get_executor(), queue, setting.log, clock};
    const outbox::Backoff quick{1ms, 2ms};
    dispatcher.add("hang", "one", hanging, 1, quick);
    dispatcher.add("moody", "one", moody, 2, quick);
    const bool delivered = co_await moody->done.wait(10s);
    CHECK(delivered);
    co_await dispatcher.drain(100ms);
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
    const auto hanging = std::make_shared<Hanging>();
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
