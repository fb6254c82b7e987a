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
async::Task<void> dripping(http::BodyWriter& writer) {
    const std::string one = "x";
    for (;;) {
        co_await writer.write(one);
        co_await async::sleep_for(50ms);
    }
}
/// Never silent for as long as an answer may take, and never done.
async::Task<http::Response> slow(http::Request&) {
    http::Response response;
    response.stream = dripping;
    response.content_type = "text/plain";
    co_return response;
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
/// Of what a person has to mend.
std::string refusal(const outbox::Delivery& delivery) {
    const auto* rejected = std::get_if<Rejected>(&delivery);
    return rejected ? rejected->reason.str() : "";
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
    SECTION("R2: a redirect is a refusal") {
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
    SECTION("R2: an answer without an end") {
        Elsewhere elsewhere{endless};
        CHECK(reason(elsewhere.post("x")) == "the answer is too large");
    }
    SECTION("R2: an answer of one byte at a time is cut by the time that a whole one may take") {
        Elsewhere elsewhere{slow};
        elsewhere.peer.answer = 500ms;
        CHECK(reason(elsewhere.post("x")) == "no complete answer in time");
        CHECK(elsewhere.asked <= 1);
    }
    SECTION("no answer") {
        Elsewhere elsewhere{hanging};
        elsewhere.peer.answer = 500ms;
        CHECK(reason(elsewhere.post("x")) == "no complete answer in time");
    }
    SECTION("R2: a certificate of another authority") {
        test::TestPki theirs;
        test::TestPki ours;
        Elsewhere elsewhere{content, theirs.server_context()};
        elsewhere.peer.ca = ours.ca();
        CHECK(reason(elsewhere.post("x")) == "certificate of no trusted CA, or an intermediate is missing");
        CHECK(elsewhere.asked == 0);
    }
}

namespace {
async::Task<http::Response> with_cookie(http::Request&) {
    auto response = http::empty_response(204);
    response.headers.add("Set-Cookie", "session=theirs; Path=/");
    co_return response;
}
async::Task<void> call_twice(Elsewhere& elsewhere) {
    async::TaskGroup tasks{elsewhere.loop.get_executor(), elsewhere.log, "server"};
    tasks.spawn(elsewhere.server.run());
    Caller caller{elsewhere.loop.get_executor(), elsewhere.peer, elsewhere.clock};
    for (int call = 0; call < 2; ++call) {
        Message message{.body = "x", .content_type = "text/plain", .idempotency_key = "zna-7"};
        const auto delivery = co_await caller.post(std::move(message));
        CHECK(std::holds_alternative<Delivered>(delivery));
    }
    co_await elsewhere.server.drain(0ms);
    co_await tasks.drain(0ms);
}
}  // namespace

TEST_CASE("R2: a cookie that a peer sets is not brought back, not even on the connection that is kept") {
    std::vector<bool> brought;
    Elsewhere elsewhere{[&brought](http::Request& request) {
        brought.push_back(request.headers.find("Cookie").has_value());
        return with_cookie(request);
    }};
    test::run(elsewhere.loop, call_twice(elsewhere));
    CHECK(brought == std::vector<bool>{false, false});
}

namespace {
std::vector<std::string> problems_with(const std::string& url) {
    const test::TemporaryDirectory folder{"vorab-peer"};
    configuration::Reader reader{folder.write("peer.toml", "url = \"" + url + "\"\n")};
    hospital_server::outbound::read_peer(reader.root());
    return reader.problems();
}
}  // namespace

TEST_CASE("R1: what is no plain web address is refused before anything starts") {
    CHECK(problems_with("http://ed.example:8080/vorab?a=b").empty());
    for (const char* url :
         {"http://vorab@ed.example/", "http://vorab:secret@ed.example/", "http://ed.example:80@10.0.0.1/",
          "http://ed.example#@10.0.0.1/", "file:///etc/passwd", "gopher://ed.example/", "http://ed.example:22/"}) {
        INFO(url);
        const auto problems = problems_with(url);
        REQUIRE(problems.size() == 1);
        CHECK_THAT(problems[0], Catch::Contains("url: "));
    }
}

TEST_CASE("R1: a name that leads to this machine is not followed, however it is written") {
    Elsewhere elsewhere{content};
    elsewhere.peer.addresses = http::AddressRule::outward();
    const std::string rest = elsewhere.peer.url.substr(elsewhere.peer.url.rfind(':'));
    for (const char* host : {"127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
        INFO(host);
        elsewhere.peer.url = std::string{"http://"} + host + rest;
        const auto delivery = elsewhere.post("x");
        CHECK(refusal(delivery) == "its address is none that the configuration permits");
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
