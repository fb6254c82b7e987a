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
