// Chunks through the gateway: piece by piece to a hospital that takes them, parked for one that is silent.
#include "gateway/attachments/relay.hpp"
#include "tests/gateway/setting.hpp"
#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using core::Problem;

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
    options.connect = 300ms;
    options.answer = 300ms;
    return options;
}

/// A body that comes as slowly as its sender lets it, and may break off.
class SlowBody final : public http::BodyReader {
  public:
    std::uint64_t length() const override { return 1000; }
    async::Task<core::Result<std::string>> read_all(std::size_t) override { co_return std::string{}; }
    async::Task<core::Result<std::size_t>> read_some(std::span<char> buffer) override {
        co_await async::sleep_for(50ms);
        if (breaks_off && sent == 500) co_return core::failure(Problem::malformed, "the body broke off");
        const std::size_t count = std::min<std::size_t>(100, 1000 - sent);
        std::fill_n(buffer.begin(), count, 'x');
        sent += count;
        co_return count;
    }
    std::size_t sent = 0;
    bool breaks_off = false;
};

enum class Mood { takes, refuses_unread, silent, fails, dies_midway, busy };

struct ChunkSetting : test::GatewaySetting {
    ChunkSetting() {
        const std::string url = "https://localhost:" + std::to_string(hospital.port());
        connection.execute("UPDATE mailbox SET intake_url = ?", {url});
        load();
    }

    async::Task<http::Response> answer_as_hospital(http::Request& request) {
        asked = std::string{http::name_of(request.method)} + " " + request.path;
        if (mood == Mood::silent) co_await async::sleep_for(2s);
        if (mood == Mood::fails) co_return http::empty_response(503);
        if (mood == Mood::busy) co_return http::empty_response(429);
        if (mood == Mood::refuses_unread) co_return http::json_response(413, R"({"title":"quota"})");
        if (mood == Mood::dies_midway) {
            std::array<char, 100> some{};
            [[maybe_unused]] const auto count = co_await request.body->read_some(some);
            co_await async::sleep_for(2s);
        }
        const auto body = co_await request.body->read_all(2 * 1024 * 1024);
        if (body) received = *body;
        if (body && request.method == http::Method::put) all_received.insert(*body);
        co_return http::json_response(201, R"({"status":"stored"})");
    }

    http::Response put(const std::string& number, const std::string& body,
                       const std::string& type = "application/octet-stream") {
        test::MadeRequest made{http::Method::put, body, type};
        return put(addressed(made).at("chunk", number).request);
    }
    http::Response put(http::Request& request) {
        http::Response response;
        run(put_as(request, response));
        return response;
    }
    async::Task<void> put_as(http::Request& request, http::Response& response) {
        response = co_await relay.put_chunk(request);
    }
    http::Response status() {
        test::MadeRequest made{http::Method::get};
        http::Response response;
        run(ask(addressed(made).request, response));
        return response;
    }
    async::Task<void> ask(http::Request& request, http::Response& response) {
        response = co_await relay.status(request);
    }
    test::MadeRequest& addressed(test::MadeRequest& made) const {
        return made.with("Authorization", bearer())
            .at("mailbox", "zna-musterstadt")
            .at("case", "92257e50dc7a1e77cee50ea4aa604baf")
            .at("id", id);
    }
    /// Lets what is parked be tried until that is so, or ten seconds have passed.
    async::Task<void> deliver_parked(gateway::AttachmentRelay& by, int rounds, const char* until) {
        async::TaskGroup tasks{loop.get_executor(), log, "parked"};
        tasks.spawn(by.deliver_parked(3h, [] { return true; }));
        for (int i = 0; i < rounds && count(until) == 0; ++i) co_await async::sleep_for(10ms);
        co_await tasks.drain(0ms);
        co_await by.drain(0ms);
    }
    async::Task<void> deliver_parked(int rounds, const char* until) { return deliver_parked(relay, rounds, until); }
    async::Task<void> deliver_parked() { return deliver_parked(1000, "SELECT COUNT(*) = 0 FROM parked_chunk"); }
    std::int64_t parked() { return count("SELECT COUNT(*) FROM parked_chunk"); }
    std::int64_t refused() { return count("SELECT COUNT(*) FROM audit WHERE event = 'attachment.refused'"); }

    const std::string id = "019bc1bd-cc80-772a-8e19-dd57113d10c6";
    Mood mood = Mood::takes;
    std::string asked;
    std::string received;
    std::set<std::string> all_received;
    test::RunningServer hospital{loop, [this](http::Request& request) { return answer_as_hospital(request); },
                                 mutual_tls()};
    gateway::Reachability reachability;
    gateway::Forwarder forwarder{loop.get_executor(), as_gateway(), impatient(), reachability};
    gateway::AttachmentRelay relay{loop.get_executor(), bearer_of, directory, forwarder, database, refusals,
                                   {3, 1000},           clock,     log};
};
}  // namespace

TEST_CASE("a chunk goes on as it came, and the hospital's answer comes back") {
    ChunkSetting setting;
    std::string sealed(1024 * 1024 + 16, 'x');
    for (std::size_t i = 0; i < sealed.size(); ++i) sealed[i] = static_cast<char>(i * 31 / 7);
    const auto response = setting.put("12", sealed);
    CHECK(response.status == 201);
    CHECK(response.body == R"({"status":"stored"})");
    CHECK(setting.received == sealed);
    CHECK(setting.asked ==
          "PUT /intake/v1/mailboxes/zna-musterstadt/cases/92257e50dc7a1e77cee50ea4aa604baf/attachments/" + setting.id +
              "/chunks/12");
    CHECK(setting.put("12", "another on the same connection").status == 201);
    CHECK(setting.received == "another on the same connection");
}

TEST_CASE("a chunk out of form never goes, and leaves one audit row") {
    ChunkSetting setting;
    CHECK(setting.put("1", std::string(1024 * 1024 + 17, 'x')).status == 413);
    CHECK(setting.put("1", "x", "text/plain").status == 415);
    for (const char* number : {"", "01", "-1", "1e3", "65536", "x"}) {
        INFO(number);
        CHECK(setting.put(number, "x").status == 400);
    }
    CHECK(setting.hospital.handled() == 0);
    CHECK(setting.refused() == 8);
    CHECK(setting.count("SELECT COUNT(*) FROM audit WHERE client = 'service' AND mailbox = 'zna-musterstadt'") == 8);
}

TEST_CASE("a hospital's refusal is passed on without the sender's bytes being read") {
    ChunkSetting setting;
    setting.mood = Mood::refuses_unread;
    SlowBody body;
    test::MadeRequest made{http::Method::put, "", "application/octet-stream"};
    auto& request = setting.addressed(made).at("chunk", "1").request;
    request.body = &body;
    CHECK(setting.put(request).status == 413);
    CHECK(body.sent == 0);
}

TEST_CASE("a slow sender is waited for, longer than a hospital may be silent") {
    ChunkSetting setting;
    SlowBody body;
    test::MadeRequest made{http::Method::put, "", "application/octet-stream"};
    auto& request = setting.addressed(made).at("chunk", "1").request;
    request.body = &body;
    SECTION("all comes") {
        CHECK(setting.put(request).status == 201);
        CHECK(setting.received.size() == 1000);
    }
    SECTION("it breaks off: that says nothing of the hospital") {
        CHECK(setting.put("0", "x").status == 201);
        body.breaks_off = true;
        CHECK(setting.put(request).status == 400);
        CHECK(setting.reachability.is_reachable("https://localhost:" + std::to_string(setting.hospital.port())));
    }
    CHECK(setting.parked() == 0);
}

TEST_CASE("a hospital that dies midway: the sender repeats that chunk") {
    ChunkSetting setting;
    setting.mood = Mood::dies_midway;
    const auto response = setting.put("1", std::string(1024 * 1024, 'x'));
    CHECK(response.status == 503);
    CHECK(response.headers.find("Retry-After") == "10");
    CHECK(setting.parked() == 0);
}

TEST_CASE("while the hospital is silent chunks are parked, and delivered when it is back") {
    ChunkSetting setting;
    SECTION("it says nothing") { setting.mood = Mood::silent; }
    SECTION("it fails") { setting.mood = Mood::fails; }
    CHECK(setting.status().status == 503);
    const auto response = setting.put("1", "sealed bytes");
    CHECK(response.status == 202);
    CHECK(response.body == R"({"status":"parked"})");
    CHECK(setting.put("1", "sealed bytes").status == 202);  // the same again is the same
    CHECK(setting.put("1", "other bytes").status == 409);
    CHECK(setting.put("0", "first").status == 202);
    CHECK(setting.status().body == R"({"attachment":")" + setting.id + R"(","chunks":[],"parked":[0,1]})");

    setting.mood = Mood::takes;
    setting.run(setting.deliver_parked());
    CHECK(setting.parked() == 0);
    CHECK(setting.all_received == std::set<std::string>{"first", "sealed bytes"});
}

TEST_CASE("what the hospital refuses later is dropped, with an audit row") {
    ChunkSetting setting;
    setting.mood = Mood::fails;
    CHECK(setting.put("1", "sealed bytes").status == 202);
    setting.mood = Mood::refuses_unread;
    setting.run(setting.deliver_parked());
    CHECK(setting.parked() == 0);
    CHECK(setting.refused() == 1);
}

TEST_CASE("\"not now\" is no verdict on a parked chunk: it was promised, and stays") {
    ChunkSetting setting;
    setting.mood = Mood::fails;
    CHECK(setting.put("1", "sealed bytes").status == 202);
    setting.mood = Mood::busy;
    // While it is tried it is due in a minute; left alone, in fifteen seconds.
    setting.run(setting.deliver_parked(
        300, "SELECT COUNT(*) FROM parked_chunk WHERE attempts > 0 AND due_at < parked_at + INTERVAL 59 SECOND"));
    CHECK(setting.parked() == 1);
    CHECK(setting.refused() == 0);
    setting.mood = Mood::takes;
    setting.clock.time += 1min;
    setting.run(setting.deliver_parked());
    CHECK(setting.parked() == 0);
    CHECK(setting.received == "sealed bytes");
}

TEST_CASE("a hospital that says nothing does not delay the chunks of another") {
    ChunkSetting setting;
    using boost::asio::ip::tcp;
    const tcp::acceptor silent{setting.loop, {boost::asio::ip::address_v4::loopback(), 0}};  // takes, never answers
    const std::string url = "https://localhost:" + std::to_string(silent.local_endpoint().port());
    setting.connection.execute("UPDATE mailbox SET intake_url = ? WHERE id = 'not-assigned'", {url});
    setting.load();
    setting.mood = Mood::fails;
    const auto other = core::MailboxId::parse("not-assigned").value();
    const auto case_id = core::new_case_id();
    const auto attachment = core::AttachmentId::parse(setting.id).value();
    for (const std::uint16_t number : {0, 1, 2, 3})
        CHECK(gateway::chunk_parking::park(setting.connection, {other, case_id, attachment, number}, setting.client,
                                           "x", {10, 1000}, setting.clock.now()));
    setting.clock.time += 1s;
    CHECK(setting.put("1", "sealed bytes").status == 202);
    setting.mood = Mood::takes;
    http::ClientOptions patient;
    patient.connect = 30s;
    gateway::Forwarder waiting{setting.loop.get_executor(), as_gateway(), patient, setting.reachability};
    gateway::AttachmentRelay relay{setting.loop.get_executor(),
                                   setting.bearer_of,
                                   setting.directory,
                                   waiting,
                                   setting.database,
                                   setting.refusals,
                                   {3, 1000},
                                   setting.clock,
                                   setting.log};
    const auto began = std::chrono::steady_clock::now();
    setting.run(
        setting.deliver_parked(relay, 2000, "SELECT COUNT(*) = 0 FROM parked_chunk WHERE mailbox = 'zna-musterstadt'"));
    CHECK(setting.received == "sealed bytes");
    CHECK(std::chrono::steady_clock::now() - began < 15s);
}

TEST_CASE("a case has a quota of parked chunks and bytes, and says so") {
    ChunkSetting setting;
    setting.mood = Mood::fails;
    CHECK(setting.put("0", std::string(600, 'x')).status == 202);
    const auto response = setting.put("1", std::string(600, 'x'));
    CHECK(response.status == 429);
    CHECK(response.headers.find("Retry-After"));
    CHECK(setting.put("2", "x").status == 202);
    CHECK(setting.put("3", "x").status == 202);
    CHECK(setting.put("4", "x").status == 429);
    CHECK(setting.parked() == 3);
}

TEST_CASE("parked chunks are gone after three hours") {
    ChunkSetting setting;
    setting.mood = Mood::fails;
    CHECK(setting.put("0", "x").status == 202);
    namespace parking = gateway::chunk_parking;
    setting.clock.time += 3h - 1s;
    CHECK(parking::expire(setting.connection, setting.clock.now() - 3h) == 0);
    setting.clock.time += 2s;
    CHECK(parking::expire(setting.connection, setting.clock.now() - 3h) == 1);
    CHECK(setting.parked() == 0);
}

TEST_CASE("a chunk that is being tried is not tried by another instance, and a silent hospital is left alone") {
    ChunkSetting setting;
    setting.mood = Mood::fails;
    CHECK(setting.put("0", "x").status == 202);
    CHECK(setting.put("1", "y").status == 202);
    namespace parking = gateway::chunk_parking;
    const auto mailbox = core::MailboxId::parse("zna-musterstadt").value();
    const auto due = [&] { return parking::due(setting.connection, mailbox, setting.clock.now()); };
    CHECK(parking::mailboxes_due(setting.connection, setting.clock.now()) == std::vector{mailbox});
    const auto first = due();
    const auto second = due();
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->name.number != second->name.number);
    CHECK(!due());
    parking::postpone(setting.connection, first->name.mailbox, setting.clock.now() + 15s);
    setting.clock.time += 14s;
    CHECK(!due());
    CHECK(parking::mailboxes_due(setting.connection, setting.clock.now()).empty());
    setting.clock.time += 2s;
    CHECK(due()->attempts == 1);
}
