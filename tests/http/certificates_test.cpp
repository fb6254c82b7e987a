// Certificates that end, change and are revoked while a server runs.
#include "common/http/certificates.hpp"

#include <filesystem>

#include "common/http/tls_state.hpp"
#include "tests/http/server_fixture.hpp"
#include "tests/support/moved_clock.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
async::Task<http::Response> yes(http::Request&) { co_return http::json_response(200, "yes"); }

/// A server that asks for certificates and has a list of revoked ones; keeps why somebody was turned away.
struct Guarded {
    explicit Guarded(boost::asio::io_context& loop) : running(loop, yes, options()) {}

    http::ServerOptions options() {
        test::pki().revoke(list, {});
        const auto leaf = test::pki().server();
        http::TlsServerOptions files{leaf.certificate, leaf.key, test::pki().ca(), list};
        tls = http::TlsContext::server(files).value();
        http::ServerOptions options;
        options.tls = tls;
        options.turned_away = [this](http::Turned, const std::string&, const core::PublicText& reason) {
            reasons.push_back(reason.str());
        };
        return options;
    }

    std::filesystem::path list = test::pki().folder() / "revoked.pem";
    std::optional<http::TlsContext> tls;
    std::vector<std::string> reasons;
    test::RunningServer running;
};

/// 0 is no answer.
async::Task<void> expect(http::Client& client, int status) {
    http::ClientRequest request;
    const auto answer = co_await client.send(request);
    const int seen = answer ? answer->status : 0;
    CHECK(seen == status);
}

/// On a connection of its own.
async::Task<void> expect_anew(async::Executor executor, Guarded& guarded, http::TlsContext tls, int status) {
    http::Client client{executor, guarded.running.origin(true), tls};
    co_await expect(client, status);
}

async::Task<void> revoke_one(async::Executor executor, Guarded& guarded) {
    const auto stolen = test::pki().client("stolen");
    const auto honest = test::pki().client_context(test::pki().client("honest"));
    http::Client kept{executor, guarded.running.origin(true), test::pki().client_context(stolen)};
    http::Client other{executor, guarded.running.origin(true), honest};
    co_await expect(kept, 200);
    co_await expect(other, 200);
    test::pki().revoke(guarded.list, {stolen});
    CHECK(guarded.tls->reload().has_value());
    co_await expect(kept, 0);  // although its connection was open
    co_await expect(other, 200);
    CHECK(guarded.reasons == std::vector<std::string>{"certificate revoked"});
    test::pki().revoke(guarded.list, {});
    CHECK(guarded.tls->reload().has_value());
    co_await expect(kept, 200);
    co_await guarded.running.stop();
}

/// Whose first connection left a session behind.
async::Task<void> revoke_who_resumes(async::Executor executor, Guarded& guarded) {
    const auto stolen = test::pki().client("stolen");
    const auto tls = test::pki().client_context(stolen);
    co_await expect_anew(executor, guarded, tls, 200);
    co_await expect_anew(executor, guarded, tls, 200);
    CHECK(SSL_CTX_sess_hits(guarded.tls->state()->context.get()) == 1);
    test::pki().revoke(guarded.list, {stolen});
    CHECK(guarded.tls->reload().has_value());
    co_await expect_anew(executor, guarded, tls, 0);
    CHECK(guarded.reasons == std::vector<std::string>{"certificate revoked"});
    co_await guarded.running.stop();
}

test::LeafOptions of_a_client() {
    test::LeafOptions options;
    options.for_server = false;
    return options;
}

/// Asks until it is answered no more.
async::Task<void> outlive_one(async::Executor executor, Guarded& guarded) {
    auto options = of_a_client();
    options.valid_until_days = 0;
    options.valid_until_seconds = 2;
    http::Client kept{executor, guarded.running.origin(true), test::pki().client_context(test::pki().make(options))};
    co_await expect(kept, 200);
    const http::ClientRequest request;
    bool answered = true;
    for (int i = 0; i < 200 && answered; ++i) {
        co_await async::sleep_for(50ms);
        const auto answer = co_await kept.send(request);
        answered = answer.has_value();
    }
    CHECK_FALSE(answered);
    CHECK(guarded.reasons == std::vector<std::string>{"certificate expired"});
    co_await guarded.running.stop();
}

async::Task<void> old_list(async::Executor executor, Guarded& guarded) {
    const auto stolen = test::pki().client("stolen");
    test::pki().revoke(guarded.list, {stolen}, -1);
    CHECK(guarded.tls->reload().has_value());
    const auto honest = test::pki().client_context(test::pki().client("honest"));
    co_await expect_anew(executor, guarded, honest, 200);
    co_await expect_anew(executor, guarded, test::pki().client_context(stolen), 0);
    co_await guarded.running.stop();
}

async::Task<void> foreign_list(async::Executor executor, Guarded& guarded) {
    test::TestPki other;
    other.revoke(guarded.list, {});
    const auto outcome = guarded.tls->reload();
    REQUIRE(!outcome);
    CHECK(outcome.error().detail.view().starts_with("a revocation list of a CA that is not trusted here"));
    const auto honest = test::pki().client_context(test::pki().client("honest"));
    co_await expect_anew(executor, guarded, honest, 200);  // with the old one
    co_await guarded.running.stop();
}

/// Why a client with such a certificate is turned away.
async::Task<void> expect_reason(async::Executor executor, Guarded& guarded, http::TlsContext tls, std::string reason) {
    co_await expect_anew(executor, guarded, tls, 0);
    CHECK(guarded.reasons == std::vector<std::string>{reason});
    co_await guarded.running.stop();
}

struct Silent {
    std::string lines;
    core::Log log{"test", core::LogLevel::info, [this](std::string_view line) { lines.append(line); }};
};

http::Ending ending(const http::Certificates& certificates, std::string_view what) {
    for (const auto& one : certificates.endings()) {
        if (one.what.view() == what) return one;
    }
    throw std::runtime_error("no such ending");
}
}  // namespace

TEST_CASE("F12 who was revoked gets no further: neither anew nor on the connection that was open") {
    boost::asio::io_context loop{1};
    Guarded guarded{loop};
    test::run(loop, revoke_one(loop.get_executor(), guarded));
}

TEST_CASE("F12 whose certificate ends gets no further on the connection that was open, either") {
    boost::asio::io_context loop{1};
    Guarded guarded{loop};
    test::run(loop, outlive_one(loop.get_executor(), guarded));
}

TEST_CASE("F12 who was revoked comes back by no session that began before") {
    boost::asio::io_context loop{1};
    Guarded guarded{loop};
    test::run(loop, revoke_who_resumes(loop.get_executor(), guarded));
}

TEST_CASE("F12 a revocation list that nobody renewed still counts, and shuts out nobody else") {
    boost::asio::io_context loop{1};
    Guarded guarded{loop};
    test::run(loop, old_list(loop.get_executor(), guarded));
}

TEST_CASE("F12 a revocation list of another CA is not taken: it would shut out everyone") {
    boost::asio::io_context loop{1};
    Guarded guarded{loop};
    test::run(loop, foreign_list(loop.get_executor(), guarded));
}

TEST_CASE("F11 the reason why a peer was turned away is told") {
    auto options = of_a_client();
    std::string reason;
    http::TlsContext tls = test::pki().client_context();
    SECTION("expired") {
        options.valid_from_days = -9, options.valid_until_days = -1;
        reason = "certificate expired";
        tls = test::pki().client_context(test::pki().make(options));
    }
    SECTION("not yet valid") {
        options.valid_from_days = 1;
        reason = "certificate not yet valid";
        tls = test::pki().client_context(test::pki().make(options));
    }
    SECTION("none") { reason = "no certificate"; }
    SECTION("of another CA") {
        test::TestPki other;
        const auto leaf = other.client("somebody");
        reason = "certificate of no trusted CA, or an intermediate is missing";
        tls = http::TlsContext::client({test::pki().ca(), leaf.certificate, leaf.key}).value();
    }
    boost::asio::io_context loop{1};
    Guarded guarded{loop};
    test::run(loop, expect_reason(loop.get_executor(), guarded, tls, reason));
}

TEST_CASE("F11 the end of a certificate is seen in days, and told at 30, 14 and 3 of them") {
    test::MovedClock clock{core::SystemClock{}.now()};
    Silent silent;
    const auto leaf = test::pki().server();  // for 30 days
    http::Certificates certificates{clock, silent.log};
    certificates.watch({.use = "here", .certificate = leaf.certificate, .key = leaf.key});
    CHECK(http::days_left(ending(certificates, "certificate"), clock.now()) == 29);
    CHECK(certificates.metrics().find("vorab_certificate_days_left{use=\"here\",what=\"certificate\"} 29\n") !=
          std::string::npos);

    const auto lines = [&] {
        std::size_t count = 0;
        for (auto at = silent.lines.find("a certificate ends"); at != std::string::npos; ++count)
            at = silent.lines.find("a certificate ends", at + 1);
        return count;
    };
    clock.time -= 2 * 24h;
    certificates.reload();
    CHECK(certificates.soon().empty());
    CHECK(lines() == 0);
    std::size_t expected = 0;
    for (const auto step : {3 * 24h, 15 * 24h, 12 * 24h, 4 * 24h}) {
        clock.time += step;
        certificates.reload();
        certificates.reload();  // not told again
        CHECK(lines() == ++expected);
        CHECK(certificates.soon().size() == 1);
    }
    CHECK(http::days_left(ending(certificates, "certificate"), clock.now()) < 0);
}

TEST_CASE("F12 when a revocation list is due is seen, too") {
    test::MovedClock clock{core::SystemClock{}.now()};
    Silent silent;
    const auto list = test::pki().folder() / "due.pem";
    test::pki().revoke(list, {}, 5);
    http::Certificates certificates{clock, silent.log};
    certificates.watch({.use = "here", .trusted = test::pki().ca(), .revoked = list});
    CHECK(http::days_left(ending(certificates, "revocations"), clock.now()) == 4);
    CHECK(http::days_left(ending(certificates, "authority"), clock.now()) == 59);
    CHECK(certificates.soon().size() == 1);
}

TEST_CASE("F12 a list that was replaced is read without being asked to") {
    boost::asio::io_context loop{1};
    const core::SystemClock clock;
    Silent silent;
    Guarded guarded{loop};
    http::Certificates certificates{clock, silent.log};
    certificates.watch("here", *guarded.tls);
    certificates.look();
    CHECK(silent.lines.find("have changed") == std::string::npos);
    const auto stolen = test::pki().client("stolen");
    test::pki().revoke(guarded.list, {stolen});
    certificates.look();
    CHECK(silent.lines.find("have changed") != std::string::npos);
    const auto tls = test::pki().client_context(stolen);
    test::run(loop, expect_reason(loop.get_executor(), guarded, tls, "certificate revoked"));
}
