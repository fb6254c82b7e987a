// A name server that changes its mind (DNS rebinding): asked to check an address it says one, asked to connect another.
#include <atomic>
#include <dlfcn.h>
#include <netdb.h>

#include "common/http/server.hpp"
#include "hospital_server/outbound/outbound.hpp"
#include "tests/hospital_server/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace outbound = hospital_server::outbound;

namespace {
constexpr std::string_view fickle = "fickle.test";
std::atomic<int> lookups{0};
/// What each lookup finds, in order; the last one again and again.
std::vector<std::vector<const char*>> answers;

using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
int look_up_elsewhere(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
    static const auto real = reinterpret_cast<Lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(name, service, hints, found);
}
}  // namespace

/// In place of the C library's, for this one name.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
    if (name == nullptr || name != fickle) return look_up_elsewhere(name, service, hints, found);
    const auto number = std::min(static_cast<std::size_t>(lookups++), answers.size() - 1);
    addrinfo** end = found;
    for (const char* address : answers[number]) {
        const int error = look_up_elsewhere(address, service, hints, end);
        if (error != 0) return error;
        while (*end != nullptr) end = &(*end)->ai_next;
    }
    return 0;
}

namespace {
/// Two servers on one port: where the configuration lets us go, and where it does not.
struct TwoAddresses {
    TwoAddresses() {
        peer.url = "http://" + std::string{fickle} + ":" + std::to_string(permitted.port()) + "/told";
        REQUIRE(peer.addresses.only("127.0.0.1/32"));
        lookups = 0;
    }
    static http::ServerOptions at(const char* address, std::uint16_t port) {
        http::ServerOptions options;
        options.address = address;
        options.port = port;
        return options;
    }
    static async::Task<http::Response> take(int& asked) {
        ++asked;
        auto response = http::empty_response(204);
        response.headers.add("Connection", "close");
        co_return response;
    }
    std::vector<outbox::Delivery> post(int times) {
        std::vector<outbox::Delivery> deliveries;
        test::run(loop, talk(times, deliveries));
        return deliveries;
    }
    async::Task<void> talk(int times, std::vector<outbox::Delivery>& deliveries) {
        async::TaskGroup tasks{loop.get_executor(), log, "servers"};
        tasks.spawn(permitted.run());
        tasks.spawn(forbidden.run());
        for (int time = 0; time < times; ++time) {
            outbound::Caller caller{loop.get_executor(), peer, clock};  // each with a connection of its own
            outbound::Message message{.body = "x", .content_type = "text/plain", .idempotency_key = "zna-7"};
            const auto delivery = co_await caller.post(std::move(message));
            deliveries.push_back(delivery);
        }
        co_await permitted.drain(0ms);
        co_await forbidden.drain(0ms);
        co_await tasks.drain(0ms);
    }

    boost::asio::io_context loop;
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    test::MovedClock clock;
    int asked = 0;
    int asked_in_vain = 0;
    http::Server permitted{loop.get_executor(), at("127.0.0.1", 0), [this](http::Request&) { return take(asked); },
                           log};
    http::Server forbidden{loop.get_executor(), at("127.0.0.2", permitted.port()),
                           [this](http::Request&) { return take(asked_in_vain); }, log};
    outbound::Peer peer;
};
}  // namespace

TEST_CASE("R1: a name that was good when it was judged is not asked again for where to connect") {
    TwoAddresses two;
    answers = {{"127.0.0.1"}, {"127.0.0.2"}};
    const auto deliveries = two.post(1);
    CHECK(std::holds_alternative<outbox::Delivered>(deliveries.at(0)));
    CHECK(lookups == 1);
    CHECK(two.asked == 1);
    CHECK(two.asked_in_vain == 0);
}

TEST_CASE("R1: a name that leads elsewhere the next time is refused then, and ends with a person") {
    TwoAddresses two;
    answers = {{"127.0.0.1"}, {"127.0.0.2"}};
    const auto deliveries = two.post(2);
    CHECK(std::holds_alternative<outbox::Rejected>(deliveries.at(1)));
    CHECK(lookups == 2);
    CHECK(two.asked == 1);
    CHECK(two.asked_in_vain == 0);
}

TEST_CASE("R1: of several addresses of a name only those are tried that are permitted") {
    TwoAddresses two;
    answers = {{"127.0.0.2", "127.0.0.1"}};
    const auto deliveries = two.post(1);
    CHECK(std::holds_alternative<outbox::Delivered>(deliveries.at(0)));
    CHECK(two.asked == 1);
    CHECK(two.asked_in_vain == 0);
}
