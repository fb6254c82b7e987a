#include "common/bus/subscriber.hpp"

#include "common/async/timer.hpp"
#include "common/bus/publisher.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/private_mosquitto.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
struct Heard {
    bus::BusOptions named(const char* name) const {
        bus::BusOptions made;
        made.uri = broker.uri();
        made.client_id = name;
        return made;
    }
    test::PrivateMosquitto broker;
    boost::asio::io_context loop{1};
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    std::vector<std::string> messages;
    int back = 0;
    bus::Subscriber subscriber{
        loop.get_executor(),
        named("subscriber"),
        "vorab/gateway/#",
        [this](const std::string& topic, const std::string& payload) { messages.push_back(topic + " " + payload); },
        [this] { ++back; },
        log};
    bus::Publisher publisher{loop.get_executor(), named("publisher"), log};
};

/// Publishes until it is heard: a subscription takes a moment to be in force.
async::Task<void> say_until_heard(Heard& heard, std::string payload) {
    const std::string topic = "vorab/gateway/boards";
    const std::string elsewhere = "vorab/elsewhere";
    const auto said = topic + " " + payload;
    for (int i = 0; i < 200; ++i) {
        [[maybe_unused]] const auto other = co_await heard.publisher.publish(elsewhere, payload);
        [[maybe_unused]] const auto told = co_await heard.publisher.publish(topic, payload);
        co_await async::sleep_for(20ms);
        if (!heard.messages.empty() && heard.messages.back() == said) co_return;
    }
    FAIL("nothing was heard");
}

async::Task<void> hear_again_after_a_kill(Heard& heard) {
    const std::string first = "first";
    const std::string second = "second";
    co_await say_until_heard(heard, first);
    CHECK(heard.back == 1);
    CHECK(heard.subscriber.connected());
    heard.broker.stop();
    heard.broker.start();
    co_await say_until_heard(heard, second);
    CHECK(heard.back == 2);
    for (const auto& message : heard.messages) CHECK(message.starts_with("vorab/gateway/boards "));
}
}  // namespace

TEST_CASE("a subscriber hears its topics, also after the broker was killed, and is told that it is back") {
    Heard heard;
    heard.broker.start();
    test::run(heard.loop, hear_again_after_a_kill(heard));
}
