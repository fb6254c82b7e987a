#include "tools/ambulance/upload.hpp"

#include <map>

#include "common/http/problem.hpp"
#include "tests/ambulance/catch.hpp"
#include "tests/ambulance/gateway.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace vorab::ambulance;
using namespace std::chrono_literals;

namespace {
/// A gateway over TLS with a hospital behind it that is not there for the first `silent` calls.
struct Gateway : test::TlsGateway {
    Gateway() : test::TlsGateway([this](http::Request& request) { return answer(request); }) {}

    int silent = 0;
    int calls = 0;
    std::map<std::string, std::string> stored;  ///< by path

    async::Task<http::Response> answer(http::Request& request) {
        const auto body = co_await request.body->read_all(2 << 20);
        if (++calls <= silent) co_return http::problem_response(core::failure(core::Problem::unavailable));
        if (request.method == http::Method::put) {
            stored[request.path] = body.value();
            co_return http::json_response(201, R"({"status":"stored"})");
        }
        std::string numbers;
        for (int i = 0; i < 10; ++i) {
            if (!stored.contains(request.path + "/chunks/" + std::to_string(i))) continue;
            numbers += (numbers.empty() ? "" : ",") + std::to_string(i);
        }
        co_return http::json_response(200, R"({"chunks":[)" + numbers + "]}");
    }
};

async::Task<void> send_to(Gateway& gateway, const Package& package, Outcome<void>& outcome) {
    const http::ClientOptions options;
    GatewayClient client{gateway.loop.get_executor(), gateway.connection, options};
    outcome = co_await upload(client, package.slip, package.attachments, 1ms);
    co_await gateway.server.drain(0ms);
    co_await gateway.tasks.drain(0ms);
}

Outcome<void> upload_to(Gateway& gateway, const Package& package) {
    Outcome<void> outcome = Trouble{};
    test::run(gateway.loop, send_to(gateway, package, outcome));
    return outcome;
}
}  // namespace

TEST_CASE("every chunk arrives, sealed as the record says") {
    Gateway gateway;
    const auto package = test::pack_example(gateway.hospital, "stemi").value();
    REQUIRE(upload_to(gateway, package));
    CHECK(gateway.stored.size() == 5);
    for (const auto& file : package.attachments) {
        const auto path = "/v1/mailboxes/" + test::mailbox_name + "/cases/" + package.slip.case_id.str() +
                          "/attachments/" + file.id.str() + "/chunks/0";
        CHECK(gateway.stored[path] == core::text_of(sealed_chunk(file, 0)));
    }
}

TEST_CASE("what a silent hospital missed is sent again until it is there") {
    Gateway gateway;
    gateway.silent = 5;
    const auto package = test::pack_example(gateway.hospital, "polytrauma").value();
    CHECK(upload_to(gateway, package));
    CHECK(gateway.stored.size() == 2);
}

TEST_CASE("a hospital that stays silent is trouble, not a delivery") {
    Gateway gateway;
    gateway.silent = 1000;
    const auto package = test::pack_example(gateway.hospital, "polytrauma").value();
    const auto outcome = upload_to(gateway, package);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().exit == Exit::failed);
    CHECK(gateway.stored.empty());
}
