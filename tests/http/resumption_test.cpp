// A handshake that was made once need not be made again, and a certificate's check does not outlive its hour.
#include "common/http/tls_state.hpp"
#include "tests/http/server_fixture.hpp"

using namespace vorab;

namespace {
async::Task<http::Response> who(http::Request& request) {
    co_return http::json_response(200, request.peer.certificate_name.value_or("nobody"));
}

/// On a connection of its own.
async::Task<std::string> ask(async::Executor executor, http::Origin origin, http::TlsContext tls) {
    http::Client client{executor, origin, tls};
    http::ClientRequest request;
    const auto answer = co_await client.send(request);
    co_return answer ? answer->body : "no connection";
}

/// Both ends, each with a certificate.
struct Both {
    Both() {
        http::ServerOptions options;
        options.tls = server;
        running.emplace(loop, who, std::move(options));
    }
    long resumed() const { return SSL_CTX_sess_hits(server.state()->context.get()); }
    const SSL_SESSION* kept() const { return client.state()->sessions->begin()->second.get(); }

    boost::asio::io_context loop{1};
    http::TlsContext server = test::pki().server_context(true);
    http::TlsContext client = test::pki().client_context(test::pki().client("clinic-7"));
    std::optional<test::RunningServer> running;
};

async::Task<void> ask_times(Both& both, int times) {
    for (int time = 0; time < times; ++time) {
        const std::string answer = co_await ask(both.loop.get_executor(), both.running->origin(true), both.client);
        CHECK(answer == "clinic-7");
    }
}

async::Task<void> ask_again(Both& both) {
    co_await ask_times(both, 1);
    const auto* const first = both.kept();
    CHECK(both.resumed() == 0);
    co_await ask_times(both, 2);
    CHECK(both.resumed() == 2);
    CHECK(both.kept() == first);  // a renewed one would be another
    co_await both.running->stop();
}

async::Task<void> ask_after_reload(Both& both, http::TlsContext reloaded) {
    co_await ask_times(both, 1);
    CHECK(reloaded.reload().has_value());
    co_await ask_times(both, 1);
    CHECK(both.resumed() == 0);
    co_await ask_times(both, 1);
    CHECK(both.resumed() == 1);
    co_await both.running->stop();
}
}  // namespace

TEST_CASE("the second connection to a server resumes, the server knows who it is, and the ticket is not renewed") {
    Both both;
    test::run(both.loop, ask_again(both));
}

TEST_CASE("after a reload of either side the certificates are checked again") {
    Both both;
    SECTION("of the server") { test::run(both.loop, ask_after_reload(both, both.server)); }
    SECTION("of the client") { test::run(both.loop, ask_after_reload(both, both.client)); }
}
