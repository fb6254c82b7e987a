#include "hospital_server/outbound/outbound.hpp"

#include "common/http/server.hpp"
#include "tests/hospital_server/setting.hpp"
#include "tests/support/test_pki.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using hospital_server::outbound::Caller;
using hospital_server::outbound::Message;
using hospital_server::outbound::Peer;
using outbox::Delivered;
using outbox::Rejected;
using outbox::RetryLater;

namespace {
/// Somebody else's web server; does as it is told.
struct Elsewhere {
    using Manner = std::function<async::Task<http::Response>(http::Request&)>;
    explicit Elsewhere(Manner how, std::optional<http::TlsContext> tls = {})
        : manner(std::move(how)),
          server(
              loop.get_executor(), options(std::move(tls)), [this](http::Request& r) { return take(r); }, log) {
        peer.url = (tls_on ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(server.port()) + "/told?a=b";
        REQUIRE(peer.addresses.only("127.0.0.0/8"));
        peer.answer = 300ms;
    }
    http::ServerOptions options(std::optional<http::TlsContext> tls) {
        http::ServerOptions made;
        made.address = "127.0.0.1";
        tls_on = tls.has_value();
        made.tls = std::move(tls);
        return made;
    }
    async::Task<http::Response> take(http::Request& request) {
        ++asked;
        auto answering = manner(request);
        co_return co_await std::move(answering);
    }
    outbox::Delivery post(const std::string& body) {
        outbox::Delivery delivery;
        loop.restart();
        test::run(loop, call(body, delivery));
        return delivery;
    }
    async::Task<void> call(std::string body, outbox::Delivery& delivery) {
        async::TaskGroup tasks{loop.get_executor(), log, "server"};
        tasks.spawn(server.run());
        Caller caller{loop.get_executor(), peer, clock};
        Message message{.body = std::move(body), .content_type = "text/plain", .idempotency_key = "zna-7"};
        delivery = co_await caller.post(std::move(message));
        co_await server.drain(0ms);
        co_await tasks.drain(0ms);
    }

    Manner manner;
    bool tls_on = false;
    int asked = 0;
    boost::asio::io_context loop;
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    test::MovedClock clock;
    Peer peer;
    http::Server server;
};

async::Task<http::Response> content(http::Request&) { co_return http::empty_response(204); }

async::Task<void> never_ending(http::BodyWriter& writer) {
    const std::string piece(16 * 1024, 'x');
    for (;;) co_await writer.write(piece);
}
async::Task<http::Response> endless(http::Request&) {
    http::Response response;
    response.stream = never_ending;
    response.content_type = "text/plain";
    co_return response;
}
async::Task<http::Response> hanging(http::Request&) {
    co_await async::sleep_for(1h);
    co_return http::empty_response(204);
}
async::Task<http::Response> redirecting(http::Request&) {
    auto response = http::empty_response(302);
    response.headers.add("Location", "http://169.254.169.254/latest/meta-data");
    co_return response;
}
async::Task<http::Response> busy(http::Request&) {
    auto response = http::empty_response(503);
    response.headers.add("Retry-After", "7");
    co_return response;
}
std::string reason(const outbox::Delivery& delivery) {
    const auto* later = std::get_if<RetryLater>(&delivery);
    return later ? later->reason.str() : "";
}
}  // namespace

TEST_CASE("a request outward is signed over its time and body, and carries the key by which it is known again") {
    std::string signature;
    std::string key;
    Elsewhere elsewhere{[&](http::Request& request) {
        signature = request.headers.find("Vorab-Signature").value_or("");
        key = request.headers.find("Idempotency-Key").value_or("");
        return content(request);
    }};
    elsewhere.peer.hmac_key = core::Sensitive<std::string>{"a key of thirty-two characters !"};
    elsewhere.clock.time = core::parse_rfc3339("2026-01-01T00:00:00Z").value();
    CHECK(std::holds_alternative<Delivered>(elsewhere.post("nida_id=4711")));
    // echo -n 1767225600.nida_id=4711 | openssl dgst -sha256 -hmac 'a key of thirty-two characters !'
    CHECK(signature ==
          "t=1767225600,v1="
          "944d3a50a3ffc25acec0253ad38314c607ed761fa2439e83a993410291253738");
    CHECK(key == "zna-7");
}

TEST_CASE("what a peer answers, or does not, never leads anywhere else and never takes longer than it may") {
    SECTION("a redirect is a refusal") {
        Elsewhere elsewhere{redirecting};
        CHECK(std::holds_alternative<Rejected>(elsewhere.post("x")));
        CHECK(elsewhere.asked == 1);
    }
    SECTION("busy, with a wish") {
        Elsewhere elsewhere{busy};
        const auto delivery = elsewhere.post("x");
        REQUIRE(std::holds_alternative<RetryLater>(delivery));
        CHECK(std::get<RetryLater>(delivery).after == 7s);
    }
    SECTION("an answer without an end") {
        Elsewhere elsewhere{endless};
        CHECK(reason(elsewhere.post("x")) == "the answer is too large");
    }
    SECTION("no answer") {
        Elsewhere elsewhere{hanging};
        CHECK(reason(elsewhere.post("x")) == "no complete answer in time");
    }
    SECTION("a certificate of another authority") {
        test::TestPki theirs;
        test::TestPki ours;
        Elsewhere elsewhere{content, theirs.server_context()};
        elsewhere.peer.ca = ours.ca();
        CHECK(reason(elsewhere.post("x")) == "no connection");
        CHECK(elsewhere.asked == 0);
    }
}

TEST_CASE("a name that leads to this machine is not followed, however it is written") {
    Elsewhere elsewhere{content};
    elsewhere.peer.addresses = http::AddressRule::outward();
    const std::string rest = elsewhere.peer.url.substr(elsewhere.peer.url.rfind(':'));
    for (const char* host : {"127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
        INFO(host);
        elsewhere.peer.url = std::string{"http://"} + host + rest;
        const auto delivery = elsewhere.post("x");
        CHECK(reason(delivery) == "its address is none that the configuration permits");
    }
    CHECK(elsewhere.asked == 0);
}

TEST_CASE("addresses are judged by network, whatever family they are dressed in") {
    const auto outward = http::AddressRule::outward();
    for (const char* good : {"10.1.2.3", "192.168.0.4", "172.16.9.9", "93.184.216.34", "fd12::7", "2001:db8::1"})
        CHECK(outward.permits(good));
    for (const char* bad : {"127.0.0.1", "127.9.9.9", "169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255",
                            "::1", "::", "fe80::1", "ff02::1", "fd00:ec2::254", "::ffff:169.254.169.254", "nonsense"})
        CHECK_FALSE(outward.permits(bad));
    auto only = http::AddressRule::outward();
    CHECK(only.only("10.20.0.0/16"));
    CHECK(only.only("fd12::/64"));
    CHECK_FALSE(only.only("10.20.0.0"));
    CHECK_FALSE(only.only("house"));
    CHECK(only.permits("10.20.255.1"));
    CHECK(only.permits("fd12::9"));
    CHECK_FALSE(only.permits("10.21.0.1"));
    CHECK_FALSE(only.permits("93.184.216.34"));
    CHECK(http::AddressRule{}.permits("127.0.0.1"));
}
