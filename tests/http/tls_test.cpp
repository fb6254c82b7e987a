// Who may talk to whom: versions, names, certificates, reload.
#include <array>
#include <cstdio>
#include <filesystem>

#include "common/async/blocking_pool.hpp"
#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
http::ServerOptions with_tls(http::TlsContext tls) {
    http::ServerOptions options;
    options.tls = std::move(tls);
    return options;
}

async::Task<http::Response> who(http::Request& request) {
    co_return http::json_response(
        200, request.peer.certificate_name.value_or("nobody") + " " + request.peer.certificate_sha256.value_or("-"));
}

/// Status of one GET, or 0 with no connection.
async::Task<int> ask(async::Executor executor, http::Origin origin, http::TlsContext tls) {
    http::Client client{executor, origin, tls};
    http::ClientRequest request;
    const auto answer = co_await client.send(request);
    co_return answer ? answer->status : 0;
}

async::Task<void> expect_status(async::Executor executor, test::RunningServer& running, http::TlsContext tls,
                                int status) {
    const int seen = co_await ask(executor, running.origin(true), tls);
    CHECK(seen == status);
    co_await running.stop();
}

void client_certificate(http::TlsContext tls, int status) {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, who, with_tls(test::pki().server_context(true))};
    test::run(loop, expect_status(loop.get_executor(), running, std::move(tls), status));
    CHECK(running.handled() == (status == 0 ? 0 : 1));
}

void server_certificate(const test::LeafOptions& options, int status) {
    boost::asio::io_context loop{1};
    const auto leaf = test::pki().make(options);
    const auto tls = http::TlsContext::server({leaf.certificate, leaf.key}).value();
    test::RunningServer running{loop, who, with_tls(tls)};
    test::run(loop, expect_status(loop.get_executor(), running, test::pki().client_context(), status));
}

async::Task<void> read_identity(async::Executor executor, test::RunningServer& running, http::TlsContext tls) {
    http::Client client{executor, running.origin(true), tls};
    http::ClientRequest request;
    const auto answer = co_await client.send(request);
    REQUIRE(answer.has_value());
    CHECK(answer->body.starts_with("clinic-7 "));
    CHECK(answer->body.size() == 9 + 64);
    co_await running.stop();
}

/// What a foreign program said about the server.
struct Foreign {
    int status = -1;
    std::string output;
};
Foreign run_program(const std::string& command) {
    Foreign result;
    std::FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return result;
    std::array<char, 512> buffer{};
    for (std::size_t count; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        result.output.append(buffer.data(), count);
    result.status = ::pclose(pipe);
    return result;
}
}  // namespace

TEST_CASE("T3 a client certificate of the right CA is let in, and known by name and digest") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, who, with_tls(test::pki().server_context(true))};
    auto tls = test::pki().client_context(test::pki().client("clinic-7"));
    test::run(loop, read_identity(loop.get_executor(), running, tls));
}

TEST_CASE("T3 no client certificate, no connection") { client_certificate(test::pki().client_context(), 0); }

TEST_CASE("T3 bad client certificates are refused in the handshake") {
    test::LeafOptions options;
    options.common_name = "clinic-7";
    options.for_server = false;
    SECTION("self-signed") { options.self_signed = true; }
    SECTION("expired") {
        options.valid_from_days = -10;
        options.valid_until_days = -1;
    }
    SECTION("from the future") { options.valid_from_days = 1; }
    SECTION("for servers only") { options.for_server = true; }
    SECTION("RSA with 1024 bits") {
        options.weak_key = true;
        const auto leaf = test::pki().make(options);
        CHECK(!http::TlsContext::client({test::pki().ca(), leaf.certificate, leaf.key}));
        return;
    }
    client_certificate(test::pki().client_context(test::pki().make(options)), 0);
}

TEST_CASE("T3 a certificate of another CA with the same name is refused") {
    test::TestPki other;
    const auto leaf = other.client("clinic-7");
    client_certificate(http::TlsContext::client({test::pki().ca(), leaf.certificate, leaf.key}).value(), 0);
}

TEST_CASE("a client trusts the given CA and the name, nothing else") {
    test::LeafOptions options;
    int status = 0;
    SECTION("the right one") { status = 200; }
    SECTION("another name") { options.alternative_names = {"DNS:elsewhere"}; }
    SECTION("the name in the subject only") { options.alternative_names = {"IP:127.0.0.1"}; }
    SECTION("expired") { options.valid_from_days = -9, options.valid_until_days = -1; }
    SECTION("self-signed") { options.self_signed = true; }
    SECTION("for clients only") { options.for_server = false; }
    server_certificate(options, status);
}

namespace {
async::Task<void> by_address(async::Executor executor, test::RunningServer& running) {
    http::Origin origin = running.origin(true);
    origin.host = "127.0.0.1";
    const int status = co_await ask(executor, origin, test::pki().client_context());
    CHECK(status == 200);
    co_await running.stop();
}

async::Task<void> after_reload(async::Executor executor, test::RunningServer& running, http::TlsContext tls,
                               test::Leaf in_use) {
    http::Client kept{executor, running.origin(true), test::pki().client_context()};
    http::ClientRequest request;
    auto answer = co_await kept.send(request);
    CHECK(answer.has_value());

    test::TestPki other;
    const test::Leaf replacement = other.server();
    const auto overwrite = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(replacement.certificate, in_use.certificate, overwrite);
    CHECK(!tls.reload());  // the key is not the certificate's: the old pair stays
    int status = co_await ask(executor, running.origin(true), test::pki().client_context());
    CHECK(status == 200);

    std::filesystem::copy_file(replacement.key, in_use.key, overwrite);
    CHECK(tls.reload().has_value());
    status = co_await ask(executor, running.origin(true), other.client_context());
    CHECK(status == 200);
    status = co_await ask(executor, running.origin(true), test::pki().client_context());
    CHECK(status == 0);
    answer = co_await kept.send(request);  // its connection lives on
    CHECK(answer.has_value());
    co_await running.stop();
}

/// Not a coroutine, so that the lambda may stand among the arguments.
async::Task<Foreign> run_beside(async::BlockingPool& pool, std::string command) {
    return pool.run([command = std::move(command)](unsigned) { return run_program(command); });
}

async::Task<void> foreign_client(async::Executor executor, test::RunningServer& running) {
    async::BlockingPool pool{executor, "foreign", 1};
    const std::string plain = "curl -s --max-time 10 ";
    const std::string curl = plain + "--cacert " + test::pki().ca().string() + " ";
    const std::string url = "https://localhost:" + std::to_string(running.port()) + "/a?b=1";
    Foreign done = co_await run_beside(pool, curl + "-d hello " + url);
    CHECK(done.status == 0);
    CHECK(done.output == "hello");
    done = co_await run_beside(pool, curl + "-H 'Expect: 100-continue' -d hello " + url + " " + url);
    CHECK(done.output == "hellohello");
    done = co_await run_beside(pool,
                               curl + "-H 'Transfer-Encoding: chunked' -d hello -o /dev/null -w '%{http_code}' " + url);
    CHECK(done.output == "411");
    done = co_await run_beside(pool, curl + "--tls-max 1.2 " + url);
    CHECK(done.status != 0);
    done = co_await run_beside(pool, plain + "http://localhost:" + std::to_string(running.port()));
    CHECK(done.status != 0);
    done = co_await run_beside(
        pool, "openssl s_client -alpn h2 -connect localhost:" + std::to_string(running.port()) + " </dev/null");
    CHECK(done.status != 0);
    co_await running.stop();
}
}  // namespace

TEST_CASE("an address is checked against the addresses in the certificate") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, who, with_tls(test::pki().server_context())};
    test::run(loop, by_address(loop.get_executor(), running));
}

TEST_CASE("a reload serves new handshakes, keeps old connections, and a bad one changes nothing") {
    boost::asio::io_context loop{1};
    const auto leaf = test::pki().server();
    const auto tls = http::TlsContext::server({leaf.certificate, leaf.key}).value();
    test::RunningServer running{loop, who, with_tls(tls)};
    test::run(loop, after_reload(loop.get_executor(), running, tls, leaf));
}

TEST_CASE(
    "T1 curl is served over TLS 1.3 and refused with less or without TLS; who speaks only HTTP/2 is refused too") {
    boost::asio::io_context loop{1};
    test::RunningServer running{loop, test::echo, with_tls(test::pki().server_context())};
    test::run(loop, foreign_client(loop.get_executor(), running));
}

TEST_CASE("files that are missing or are not PEM are reported with their path") {
    const auto made = http::TlsContext::server({"/nowhere/chain.pem", "/nowhere/key.pem"});
    REQUIRE(!made);
    CHECK(made.error().detail.view().find("/nowhere/chain.pem") != std::string_view::npos);
}
