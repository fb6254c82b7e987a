// Forward first: to a real hospital over mutual TLS, which answers, refuses, fails or says nothing.
#include "gateway/transmissions/deliveries.hpp"
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
        if (expects_company && ++answered > 1) co_await await_company();
        http::Response response = http::json_response(status, answer);
        if (status >= 400) response.content_type = "application/problem+json";
        co_return response;
    }

    /// Holds the answer back until somebody else asks as well, or for two seconds.
    async::Task<void> await_company() {
        ++inside;
        most_inside = std::max(most_inside, inside);
        if (most_inside > 1) company.notify();
        if (most_inside < 2) co_await company.wait(2s);
        --inside;
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
    async::Task<void> deliver_parked(int rounds, const char* until) {
        async::TaskGroup tasks{loop.get_executor(), log, "parked"};
        tasks.spawn(deliveries.run());
        for (int i = 0; i < rounds && count(until) == 0; ++i) {
            co_await async::sleep_for(10ms);
        }
        co_await tasks.drain(0ms);
        co_await deliveries.drain(0ms);
    }
    async::Task<void> write_sent() {
        const bool written = co_await sent.write();
        CHECK(written);
    }
    void park(const json::object& slip) {
        CHECK(
            gateway::parking::park(connection, envelope::read_slip(slip).value(), client, envelope(slip), clock.now()));
    }
    async::Task<void> deliver_parked(int rounds) {
        return deliver_parked(rounds, "SELECT COUNT(*) = 0 FROM parked WHERE state = 'parked'");
    }
    async::Task<void> deliver_parked() { return deliver_parked(300); }
    static gateway::DeliveryOptions quick() {
        gateway::DeliveryOptions options;
        options.round = 10ms;
        return options;
    }

    int status = 201;
    bool silent = false;
    bool expects_company = false;
    int answered = 0;
    int inside = 0;
    int most_inside = 0;
    async::Signal company{loop.get_executor()};
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
    gateway::answers::Sent sent{loop.get_executor(), database, clock, log};
    gateway::answers::Streams streams{loop.get_executor(), bearer_of, database, refusals, clock, log};
    gateway::Transmissions transmissions{
        loop.get_executor(), bearer_of, directory, forwarder, boards, sent, database, refusals, clock, log};
    gateway::Deliveries deliveries{loop.get_executor(), directory, forwarder, streams, database, clock, log, quick()};
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

TEST_CASE("what was delivered at once can be asked for as well, once it is written down") {
    ForwardSetting setting;
    CHECK(setting.post(ForwardSetting::envelope()).status == 201);
    CHECK(setting.status_of(example_id, setting.bearer()).status == 404);  // the answer does not wait for that
    setting.run(setting.write_sent());
    const auto response = setting.status_of(example_id, setting.bearer());
    CHECK(core::parse_json_object(response.body).value() ==
          json::object{{"transmission", example_id}, {"status", "delivered"}, {"answers", json::array{}}});
    setting.status = 422;
    auto slip = test::example_slip();
    slip["transmission"] = "019bc1bd-cc80-772a-8e19-dd57113d10c7";
    CHECK(setting.post(ForwardSetting::envelope(slip)).status == 422);
    setting.run(setting.write_sent());
    CHECK(setting.count("SELECT COUNT(*) FROM sent") == 1);  // what the hospital refused makes nobody its sender
}

TEST_CASE("\"not now\" is no verdict on a parked envelope; a verdict is kept as the hospital gave it") {
    ForwardSetting setting;
    setting.status = 503;
    CHECK(setting.post(ForwardSetting::envelope()).status == 202);
    setting.status = 429;
    setting.clock.time += 2s;
    setting.run(setting.deliver_parked(100));
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE state = 'parked' AND attempts > 0") == 1);
    setting.status = 422;
    setting.answer = R"({"type":"urn:vorab:problem:unknown-key","title":"Unknown key","status":422})";
    setting.clock.time += 75s;
    setting.run(setting.deliver_parked());
    const auto said = core::parse_json_object(setting.status_of(example_id, setting.bearer()).body).value();
    CHECK(said.at("status") == "refused");
    CHECK(said.at("answer") == core::parse_json(setting.answer).value());
    const auto& event = said.at("answers").as_array().at(0).as_object();
    CHECK(event.at("event") == "refused");
    CHECK(event.at("transmission") == json::value(example_id));
}

TEST_CASE("what the hospital has answered is answered again while it is silent: 202 would be untrue") {
    for (const int verdict : {201, 422}) {
        ForwardSetting setting;
        setting.status = 503;
        CHECK(setting.post(ForwardSetting::envelope()).status == 202);
        setting.status = verdict;
        if (verdict == 422)
            setting.answer = R"({"type":"urn:vorab:problem:unknown-key","title":"Unknown key","status":422})";
        setting.clock.time += 75s;
        setting.run(setting.deliver_parked());
        setting.status = 503;
        const auto again = setting.post(ForwardSetting::envelope());
        CHECK(again.status == (verdict == 201 ? 200 : 422));
        const auto body = core::parse_json_object(again.body).value();
        if (verdict == 201) CHECK(body.at("receipt") == "signed");
        if (verdict == 422) CHECK(body.at("type") == "urn:vorab:problem:unknown-key");
        CHECK(again.content_type == (verdict == 201 ? "application/json" : "application/problem+json"));
        CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE state = 'parked' OR body IS NOT NULL") == 0);
    }
}

TEST_CASE("a hospital that says nothing does not delay what is parked for another") {
    ForwardSetting setting;
    setting.connection.execute("INSERT INTO assignment VALUES ('service', 'not-assigned', '2026-11-21')");
    using boost::asio::ip::tcp;
    const tcp::acceptor silent{setting.loop, {boost::asio::ip::address_v4::loopback(), 0}};  // takes, never answers
    const std::string url = "https://localhost:" + std::to_string(silent.local_endpoint().port());
    setting.connection.execute("UPDATE mailbox SET intake_url = ? WHERE id = 'not-assigned'", {url});
    setting.load();
    for (int i = 0; i < 40; ++i) {
        auto slip = test::example_slip();
        slip["transmission"] = core::new_transmission_id(setting.clock.now()).str();
        slip["mailbox"] = "not-assigned";
        setting.park(slip);
    }
    setting.clock.time += 1s;
    setting.park(test::example_slip());
    setting.clock.time += 2s;
    const auto began = std::chrono::steady_clock::now();
    setting.run(setting.deliver_parked(200, "SELECT COUNT(*) FROM parked WHERE state = 'delivered'"));
    CHECK(setting.received == ForwardSetting::envelope());
    CHECK(std::chrono::steady_clock::now() - began < 2s);  // the silent one costs 2.5 s each time
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE mailbox = 'not-assigned' AND attempts > 0") < 10);
}

TEST_CASE("a hospital that is back gets what was parked several at a time, once it has taken the first") {
    ForwardSetting setting;
    for (int i = 0; i < 12; ++i) {
        auto slip = test::example_slip();
        slip["transmission"] = core::new_transmission_id(setting.clock.now()).str();
        setting.park(slip);
    }
    setting.expects_company = true;
    setting.clock.time += 2s;
    setting.run(setting.deliver_parked(1000));
    CHECK(setting.count("SELECT COUNT(*) FROM parked WHERE state = 'delivered'") == 12);
    CHECK(setting.most_inside > 1);
    CHECK(setting.most_inside <= 4);
}

TEST_CASE("an envelope that expires alerts the operator and tells the crew") {
    ForwardSetting setting;
    setting.status = 503;
    CHECK(setting.post(ForwardSetting::envelope()).status == 202);
    setting.clock.time += 3h + 1s;
    setting.run(setting.deliver_parked());
    CHECK(setting.deliveries.expired() == 1);
    CHECK_THAT(setting.log_lines, Catch::Contains("the crew must telephone"));
    const auto said = core::parse_json_object(setting.status_of(example_id, setting.bearer()).body).value();
    CHECK(said.at("status") == "expired");
    CHECK(said.at("answers").as_array().at(0).at("event") == "expired");
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

TEST_CASE("whose vehicle is on its way is known once it is delivered or parked, of a case the latest") {
    ForwardSetting setting;
    auto slip = test::example_slip();
    SECTION("delivered") {
        CHECK(setting.post(ForwardSetting::envelope(slip)).status == 201);
        slip["transmission"] = "019bc1bd-cc80-772a-8e19-dd57113d10c7";
        slip["sender"].as_object()["callsign"] = "RTW 2";
        CHECK(setting.post(ForwardSetting::envelope(slip)).status == 201);
        setting.run(setting.write_sent());
        CHECK(setting.count("SELECT COUNT(*) FROM under_way WHERE callsign = 'RTW 2'") == 1);
        CHECK(setting.count("SELECT COUNT(*) FROM sent") == 2);
    }
    SECTION("parked") {
        setting.status = 503;
        CHECK(setting.post(ForwardSetting::envelope(slip)).status == 202);
    }
    SECTION("a test is nobody's way") {
        slip["kind"] = "test";
        CHECK(setting.post(ForwardSetting::envelope(slip)).status == 201);
        setting.run(setting.write_sent());
        CHECK(setting.count("SELECT COUNT(*) FROM sent") == 1);
        CHECK(setting.count("SELECT COUNT(*) FROM under_way") == 0);
        return;
    }
    CHECK(setting.count("SELECT COUNT(*) FROM under_way") == 1);
}
