#include "common/bus/publisher.hpp"

#include <boost/asio/ip/tcp.hpp>

#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/private_mosquitto.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using bus::Publisher;
using core::Problem;

namespace {
struct Setting {
    bus::BusOptions options(std::chrono::milliseconds patience = 5s) const {
        bus::BusOptions made;
        made.uri = broker.uri();
        made.client_id = "publisher-test";
        made.acknowledged_within = patience;
        return made;
    }
    test::PrivateMosquitto broker;
    boost::asio::io_context loop{1};
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
};

async::Task<void> until_connected(const Publisher& publisher) {
    for (int attempt = 0; attempt < 1000 && !publisher.connected(); ++attempt) {
        co_await async::sleep_for(10ms);
    }
    CHECK(publisher.connected());
}

async::Task<void> publish_one(Setting& setting) {
    Publisher publisher{setting.loop.get_executor(), setting.options(), setting.log};
    co_await until_connected(publisher);
    test::PrivateMosquitto::Listener listener{setting.broker, "vorab/#", 1};
    const std::string topic = "vorab/zna/cases/1/announced";
    const std::string payload = "{\"kind\":\"test\"}";
    const auto published = co_await publisher.publish(topic, payload);
    CHECK(published);
    CHECK_THAT(listener.lines(), Catch::Contains("vorab/zna/cases/1/announced {\"kind\":\"test\"}"));
}

async::Task<void> publish_on(Setting& setting, std::string topic) {
    Publisher publisher{setting.loop.get_executor(), setting.options(), setting.log};
    const std::string payload = "x";
    const auto published = co_await publisher.publish(topic, payload);
    REQUIRE(!published);
    CHECK(published.error().problem == Problem::malformed);
}

async::Task<void> late_broker(Setting& setting) {
    Publisher publisher{setting.loop.get_executor(), setting.options(), setting.log};
    const std::string topic = "vorab/late";
    const auto refused = co_await publisher.publish(topic, topic);
    REQUIRE(!refused);
    CHECK(refused.error().problem == Problem::unreachable);
    setting.broker.start();
    co_await until_connected(publisher);
    const auto published = co_await publisher.publish(topic, topic);
    CHECK(published);
}

async::Task<void> killed_broker(Setting& setting) {
    Publisher publisher{setting.loop.get_executor(), setting.options(), setting.log};
    co_await until_connected(publisher);
    setting.broker.stop();
    const auto begun = std::chrono::steady_clock::now();
    const std::string topic = "vorab/killed";
    const auto failed = co_await publisher.publish(topic, topic);
    REQUIRE(!failed);
    CHECK(failed.error().problem == Problem::unreachable);
    CHECK(std::chrono::steady_clock::now() - begun < 6s);
    setting.broker.start();
    co_await until_connected(publisher);
    const auto again = co_await publisher.publish(topic, topic);
    CHECK(again);
}

/// The broker is there but silent: the acknowledgement comes when nobody waits for it any more.
async::Task<void> late_acknowledgement(Setting& setting) {
    Publisher publisher{setting.loop.get_executor(), setting.options(100ms), setting.log};
    co_await until_connected(publisher);
    test::PrivateMosquitto::Listener listener{setting.broker, "vorab/#", 2};
    setting.broker.pause();
    const std::string topic = "vorab/late";
    const std::string first = "first";
    const std::string second = "second";
    const auto too_late = co_await publisher.publish(topic, first);
    REQUIRE(!too_late);
    CHECK(too_late.error().problem == Problem::unreachable);
    setting.broker.resume();
    const auto in_time = co_await publisher.publish(topic, second);
    CHECK(in_time);
    const std::string heard = listener.lines();
    CHECK_THAT(heard, Catch::Contains("vorab/late first"));
    CHECK_THAT(heard, Catch::Contains("vorab/late second"));
}

async::Task<void> note(std::shared_ptr<Publisher> publisher, std::optional<core::Result<void>>& outcome,
                       async::Signal& done) {
    const std::string topic = "vorab/waits";
    auto publishing = publisher->publish(topic, topic);
    publisher.reset();
    outcome = co_await std::move(publishing);
    done.notify();
}

async::Task<void> destroyed_while_waiting(Setting& setting) {
    auto publisher = std::make_shared<Publisher>(setting.loop.get_executor(), setting.options(10s), setting.log);
    co_await until_connected(*publisher);
    setting.broker.pause();
    async::Signal done{setting.loop.get_executor()};
    std::optional<core::Result<void>> outcome;
    async::TaskGroup tasks{setting.loop.get_executor(), setting.log, "tasks"};
    tasks.spawn(note(publisher, outcome, done));
    co_await async::sleep_for(10ms);  // its publish() is on the way
    const auto begun = std::chrono::steady_clock::now();
    publisher.reset();
    const bool told = co_await done.wait(5s);
    CHECK(told);
    CHECK(std::chrono::steady_clock::now() - begun < 5s);
    REQUIRE(outcome);
    REQUIRE(!*outcome);
    CHECK(outcome->error().problem == Problem::unreachable);
    setting.broker.resume();
    co_await tasks.drain(0ms);
}

/// Ends the loop itself, with a coroutine in it that waits for an acknowledgement.
async::Task<void> leave_waiting(Setting& setting, Publisher& publisher) {
    co_await until_connected(publisher);
    setting.broker.pause();
    const std::string topic = "vorab/left";
    [[maybe_unused]] const auto never = co_await publisher.publish(topic, topic);
    FAIL("nobody had answered");
}

async::Task<void> destroyed_while_connecting(Setting& setting, std::string uri) {
    auto options = setting.options();
    options.uri = std::move(uri);
    {
        const Publisher publisher{setting.loop.get_executor(), std::move(options), setting.log};
        co_await async::sleep_for(200ms);  // the connection stands, CONNECT is said, nothing answers
        CHECK(!publisher.connected());
    }
}
}  // namespace

TEST_CASE("what the broker has acknowledged is what a subscriber receives") {
    Setting setting;
    setting.broker.start();
    test::run(setting.loop, publish_one(setting));
}

TEST_CASE("a topic on which a broker would drop the connection is refused") {
    Setting setting;
    setting.broker.start();
    for (const std::string topic : {"vorab/+/x", "vorab/#", ""}) {
        setting.loop.restart();
        test::run(setting.loop, publish_on(setting, topic));
    }
    setting.loop.restart();
    test::run(setting.loop, publish_on(setting, std::string{"vorab\0x", 7}));
}

TEST_CASE("a broker that is down at the start is found when it comes") {
    Setting setting;
    test::run(setting.loop, late_broker(setting));
}

TEST_CASE("a killed broker is a failure in time, and its restart is noticed") {
    Setting setting;
    setting.broker.start();
    test::run(setting.loop, killed_broker(setting));
}

TEST_CASE("an acknowledgement after its time-out harms nobody") {
    Setting setting;
    setting.broker.start();
    test::run(setting.loop, late_acknowledgement(setting));
}

TEST_CASE("a publisher that goes tells those who wait") {
    Setting setting;
    setting.broker.start();
    test::run(setting.loop, destroyed_while_waiting(setting));
}

TEST_CASE("a loop that ends while a publication waits leaks nothing") {
    Setting setting;
    setting.broker.start();
    {
        boost::asio::io_context loop{1};
        Publisher publisher{loop.get_executor(), setting.options(60s), setting.log};
        async::TaskGroup tasks{loop.get_executor(), setting.log, "tasks"};
        tasks.spawn(leave_waiting(setting, publisher));
        loop.run_for(1s);
        CHECK(publisher.connected());
    }
    setting.broker.resume();
}

TEST_CASE("a publisher can go while its broker has taken the connection and says nothing") {
    Setting setting;
    boost::asio::io_context silent;
    boost::asio::ip::tcp::acceptor acceptor{silent, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    const std::string uri = "tcp://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
    test::run(setting.loop, destroyed_while_connecting(setting, uri));
}
