// The link over TLS: only the trusted authority, only the expected name, only while the certificate holds.
#include "common/async/event_loop.hpp"
#include "espax/client.hpp"
#include "espax/tls_stream.hpp"
#include "tests/espax/support.hpp"
#include "tests/support/test_pki.hpp"
#include "tools/alarm_server/server.hpp"

using namespace vorab;
using namespace vorab::espax;
using async::Task;
using std::chrono::milliseconds;

namespace {
struct TlsHouse {
    void serve_with(const test::Leaf& leaf, bool ask_certificate = false) {
        alarm_server::Options options;
        options.password = core::Sensitive<std::string>{"s3cret"};
        options.tls = TlsServerOptions{leaf.certificate, leaf.key};
        if (ask_certificate) options.tls->client_ca = pki.ca();
        server = std::make_unique<alarm_server::Server>(executor, std::move(options), clock, log, "127.0.0.1", 0,
                                                        [](std::string_view) {});
    }
    /// Connects once; what came of it.
    core::Result<std::unique_ptr<Stream>> connect(const TlsOptions& tls) {
        auto connect = tls_tcp(executor, "127.0.0.1", server->port(), tls, milliseconds{3'000});
        core::Result<std::unique_ptr<Stream>> outcome = core::Failure{};
        async::run(loop, life(connect, outcome), std::chrono::seconds{20});
        loop.restart();
        return outcome;
    }
    Task<void> life(const Connect& connect, core::Result<std::unique_ptr<Stream>>& outcome) {
        async::TaskGroup tasks{executor, log, "house"};
        tasks.spawn(server->run());
        outcome = co_await connect();
        co_await server->stop();
        co_await tasks.drain(milliseconds{0});
    }

    core::SystemClock clock;
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    boost::asio::io_context loop{1};
    async::Executor executor = loop.get_executor();
    test::TestPki pki;
    std::unique_ptr<alarm_server::Server> server;
};

std::string trouble(TlsHouse& house, const TlsOptions& tls) {
    const auto outcome = house.connect(tls);
    return outcome ? "none" : outcome.error().detail.str();
}
}  // namespace

TEST_CASE("a server of the trusted authority and the expected name is trusted") {
    TlsHouse house;
    house.serve_with(house.pki.server());
    CHECK(trouble(house, {house.pki.ca(), "127.0.0.1"}) == "none");
    house.serve_with(house.pki.server());
    CHECK(trouble(house, {house.pki.ca(), "localhost"}) == "none");
}

TEST_CASE("a certificate that has expired, carries another name or is another authority's is named in words") {
    TlsHouse house;
    test::LeafOptions old;
    old.valid_from_days = -30;
    old.valid_until_days = -1;
    house.serve_with(house.pki.make(old));
    CHECK(trouble(house, {house.pki.ca(), "127.0.0.1"}) == "the alarm server's certificate has expired");
    house.serve_with(house.pki.server());
    CHECK(trouble(house, {house.pki.ca(), "daks"}) == "the alarm server's certificate carries another name");
    const test::TestPki other;
    house.serve_with(house.pki.server());
    CHECK(trouble(house, {other.ca(), "127.0.0.1"}) ==
          "the alarm server's certificate is not of the trusted authority");
}

TEST_CASE("files that cannot be used are found when the link is made") {
    TlsHouse house;
    const auto broken = TlsContext::client({house.pki.folder() / "nothing.pem", "daks"});
    REQUIRE(!broken);
    CHECK(broken.error().problem == core::Problem::malformed);
}

namespace {
/// A whole session over TLS, with a certificate of ours.
Task<void> logs_in(TlsHouse& house, Client& client, bool& logged_in) {
    async::TaskGroup tasks{house.executor, house.log, "house"};
    tasks.spawn(house.server->run());
    tasks.spawn(client.run());
    for (int i = 0; i < 1000 && !client.ready(); ++i) {
        co_await async::sleep_for(milliseconds{10});
    }
    logged_in = client.ready();
    co_await house.server->stop();
    co_await tasks.drain(milliseconds{0});
}
}  // namespace

TEST_CASE("a server that asks for our certificate gets it, and frames go through as over plain TCP") {
    TlsHouse house;
    house.serve_with(house.pki.server(), true);
    const auto ours = house.pki.client("vorab-hospital");
    const TlsOptions tls{house.pki.ca(), "127.0.0.1", ours.certificate, ours.key};
    Client client{house.executor,
                  "alarm-1",
                  {*profile_named("daks"), "vorab", core::Sensitive<std::string>{"s3cret"}},
                  tls_tcp(house.executor, "127.0.0.1", house.server->port(), tls, milliseconds{3'000}),
                  house.clock,
                  house.log};
    bool logged_in = false;
    async::run(house.loop, logs_in(house, client, logged_in), std::chrono::seconds{20});
    CHECK(logged_in);
}
