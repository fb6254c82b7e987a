// Forward first: to a real hospital over mutual TLS, which answers, refuses, fails or says nothing.
#include "gateway/transmissions/receive.hpp"
#include "tests/envelope/example.hpp"
#include "tests/gateway/setting.hpp"
#include "tests/http/server_fixture.hpp"
#include "tests/support/child_process.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {
http::ServerOptions mutual_tls() {
    http::ServerOptions options;
    options.tls = test::pki().server_context(true);
    return options;
}

http::TlsContext as_gateway() {
    static const auto leaf = test::pki().client("gateway");
    return test::pki().client_context(leaf);
}

http::ClientOptions impatient() {
    http::ClientOptions options;
    options.answer = 300ms;
    return options;
}

struct ForwardSetting : test::GatewaySetting {
    ForwardSetting() {
        const std::string url = "https://localhost:" + std::to_string(hospital.port());
        connection.execute("UPDATE mailbox SET intake_url = ?", {url});
        load();
    }

    async::Task<http::Response> answer_as_hospital(http::Request& request) {
        asked = std::string{http::name_of(request.method)} + " " + request.path;
        const auto body = co_await request.body->read_all(2 * 1024 * 1024);
        received = body.value();
        if (silent) co_await async::sleep_for(5s);
        http::Response response = http::json_response(status, answer);
        if (status >= 400) response.content_type = "application/problem+json";
        co_return response;
    }

    static std::string envelope(json::object slip = test::example_slip()) {
        auto header = test::example_header();
        header["slip"] = std::move(slip);
        return envelope::write_compact(test::example_parts(header));
    }

    test::MadeRequest& prepared(test::MadeRequest& made, const std::string& mailbox) {
        return made.with("Authorization", bearer()).at("mailbox", mailbox);
    }
    http::Response post(const std::string& body, const std::string& mailbox = "zna-musterstadt",
                        const std::string& type = "application/jose") {
        test::MadeRequest made{http::Method::post, body, type};
        return handle(prepared(made, mailbox).request);
    }
    http::Response handle(http::Request& request) {
        http::Response response;
        run(receive(request, response));
        return response;
    }
    async::Task<void> receive(http::Request& request, http::Response& response) {
        response = co_await transmissions.receive(request);
    }
    http::Response status_of(const std::string& id, const std::string& authorization) {
        test::MadeRequest made{http::Method::get};
        made.with("Authorization", authorization).at("id", id);
        http::Response response;
        run(ask(made.request, response));
        return response;
    }
    async::Task<void> ask(http::Request& request, http::Response& response) {
        response = co_await transmissions.status(request);
    }
    /// Lets what is parked be tried until nothing is, or three seconds have passed.
    async::Task<void> deliver_parked() {
        async::TaskGroup tasks{loop.get_executor(), log, "parked"};
        tasks.spawn(transmissions.deliver_parked(3h));
        for (int i = 0; i < 300 && count("SELECT COUNT(*) FROM parked WHERE state = 'parked'") > 0; ++i) {
            co_await async::sleep_for(10ms);
        }
        co_await tasks.drain(0ms);
    }

    int status = 201;
    bool silent = false;
    std::string answer = R"({"receipt":"signed"})";
    std::string asked;
    std::string received;
    test::TemporaryDirectory pages{"vorab-board"};
    test::RunningServer hospital{loop, [this](http::Request& request) { return answer_as_hospital(request); },
                                 mutual_tls()};
    gateway::Reachability reachability;
    gateway::Forwarder forwarder{loop.get_executor(), as_gateway(), impatient(), reachability};
    std::filesystem::path page = pages.write("index.html", "<p>board</p>");
    board::Boards boards{database, clock, log, {.page = pages.path()}};
    gateway::Transmissions transmissions{
        loop.get_executor(), bearer_of, directory, forwarder, boards, database, refusals, clock, log};
};

const std::string example_id = "019bc1bd-cc80-772a-8e19-dd57113d10c6";
}  // namespace

TEST_CASE("an envelope goes to the hospital byte for byte, and its receipt comes back") {
    ForwardSetting setting;
    const auto body = ForwardSetting::envelope();
    const auto response = setting.post(body);
    CHECK(response.status == 201);
    CHECK(core::parse_json_object(response.body).value() ==
          json::object{{"status", "delivered"}, {"receipt", "signed"}});
    CHECK(setting.asked == "POST /intake/v1/transmissions");
    CHECK(setting.received == body);
    CHECK(setting.count("SELECT COUNT(*) FROM parked") == 0);
    CHECK(setting.reachability.is_reachable("https://localhost:" + std::to_string(setting.hospital.port())));
    setting.status = 200;
    CHECK(setting.post(body).status == 200);
}

TEST_CASE("the hospital's no is passed on as it is, and nothing is parked") {
    ForwardSetting setting;
    setting.answer = R"({"type":"urn:x","title":"wrong key","status":422})";
    for (const int status : {400, 409, 413, 422, 429}) {
        setting.status = status;
        const auto response = setting.post(ForwardSetting::envelope());
        CHECK(response.status == status);
        CHECK(response.body == setting.answer);
        CHECK(response.content_type == "application/problem+json");
    }
    CHECK(setting.count("SELECT COUNT(*) FROM parked") == 0);
}

TEST_CASE("a hospital that fails or says nothing leaves the envelope parked, until it answers") {
    ForwardSetting setting;
    SECTION("it fails") { setting.status = 503; }
    SECTION("it says nothing") { setting.silent = true; }
    auto response = setting.post(ForwardSetting::envelope());
    CHECK(response.status == 202);
    CHECK(response.headers.find("Location") == "/v1/transmissions/" + example_id);
    CHECK(setting.post(ForwardSetting::envelope()).status == 202);  // the same again is the same
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE body IS NOT NULL") == 1);
    CHECK_THAT(setting.status_of(example_id, setting.bearer()).body, Catch::Contains("\"parked\""));

    setting.status = 201;
    setting.silent = false;
    setting.clock.time += 2s;
    setting.run(setting.deliver_parked());
    CHECK(setting.received == ForwardSetting::envelope());
    response = setting.status_of(example_id, setting.bearer());
    CHECK_THAT(response.body, Catch::Contains("\"delivered\"") && Catch::Contains("\"receipt\":\"signed\""));
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE body IS NOT NULL") == 0);
}

TEST_CASE("what became of an envelope is told to its sender alone") {
    ForwardSetting setting;
    setting.status = 503;
    CHECK(setting.post(ForwardSetting::envelope()).status == 202);
    setting.connection.execute(
        "INSERT INTO client (id, organisation, created_at) VALUES ('other', 'Other', '2026-11-21')");
    setting.load();
    const auto other = core::ClientId::parse("other").value();
    CHECK(setting.status_of(example_id, "Bearer " + setting.issuer.issue(other)).status == 404);
    CHECK(setting.status_of(example_id, "Bearer x").status == 401);
    CHECK(setting.status_of("no-id", setting.bearer()).status == 404);
}

TEST_CASE("an envelope is refused before its body is read, or by its slip, and audited once") {
    ForwardSetting setting;
    const auto refused = [&](const http::Response& response, int status, const char* problem) {
        CHECK(response.status == status);
        const auto rows = setting.connection.query("SELECT problem FROM audit WHERE event = 'transmission.refused'");
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].text(0) == problem);
        CHECK(setting.hospital.handled() == 0);
    };
    const auto body = ForwardSetting::envelope();
    SECTION("without a token") {
        test::MadeRequest made{http::Method::post, body, "application/jose"};
        refused(setting.handle(made.at("mailbox", "zna-musterstadt").request), 401, "unauthenticated");
    }
    SECTION("no such mailbox") { refused(setting.post(body, "nowhere"), 404, "unknown_mailbox"); }
    SECTION("not a mailbox id") { refused(setting.post(body, "../x"), 404, "unknown_mailbox"); }
    SECTION("another's mailbox") { refused(setting.post(body, "not-assigned"), 403, "forbidden"); }
    SECTION("another type") {
        refused(setting.post(body, "zna-musterstadt", "application/json"), 415, "unsupported_type");
    }
    SECTION("too large") { refused(setting.post(std::string(envelope::largest_envelope + 1, 'x')), 413, "too_large"); }
    SECTION("no envelope") { refused(setting.post("rubbish"), 400, "malformed"); }
    SECTION("a slip for another mailbox") {
        auto slip = test::example_slip();
        slip["mailbox"] = "not-assigned";
        refused(setting.post(ForwardSetting::envelope(slip)), 422, "slip_mismatch");
    }
    SECTION("a slip with a word too many") {
        auto slip = test::example_slip();
        slip["name"] = "Muster";
        refused(setting.post(ForwardSetting::envelope(slip)), 422, "schema_violation");
    }
}
