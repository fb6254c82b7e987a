#include "hospital_server/channels/board_channel.hpp"

#include "common/core/json.hpp"
#include "common/http/server.hpp"
#include "common/sealing/board_keys.hpp"
#include "tests/hospital_server/setting.hpp"
#include "tests/support/test_pki.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace channels = hospital_server::channels;
using outbox::Delivered;
using outbox::Rejected;
using outbox::RetryLater;

namespace {
/// A gateway that answers what it is told to.
struct Gateway : test::HospitalSetting {
    Gateway() {
        REQUIRE(store(record("stemi")));
        job.case_id = case_id;
        job.created_at = clock.now();
    }
    static http::ServerOptions loopback() {
        http::ServerOptions options;
        options.address = "127.0.0.1";
        return options;
    }
    async::Task<http::Response> take(http::Request& request) {
        const auto body = co_await request.body->read_all(4096);
        heard = request.path + " " + body.value();
        co_return http::empty_response(status);
    }
    outbox::Delivery deliver() {
        outbox::Delivery delivery;
        run(talk(delivery));
        return delivery;
    }
    async::Task<void> talk(outbox::Delivery& delivery) {
        http::Server listening{loop.get_executor(), loopback(), [this](http::Request& r) { return take(r); }, log};
        async::TaskGroup tasks{loop.get_executor(), log, "gateway"};
        tasks.spawn(listening.run());
        const std::string url = "http://127.0.0.1:" + std::to_string(listening.port());
        const auto channel =
            channels::make_board_channel(loop.get_executor(), url, tls, *mailboxes.find(mailbox_id), board_key, clock);
        delivery = co_await channel->deliver(job);
        co_await listening.drain(0ms);
        co_await tasks.drain(0ms);
    }

    int status = 200;
    std::string heard;
    std::filesystem::path board_key = {};

    /// Where the boards are told that the patient goes, and in place of which transmission.
    std::pair<std::string, std::int64_t> told() {
        REQUIRE(std::holds_alternative<Delivered>(deliver()));
        const auto mark = core::parse_json_object(heard.substr(heard.find('{'))).value();
        const auto arrival = sealing::open_arrival(mark.at("board").as_string(), board);
        REQUIRE(arrival);
        return {arrival->destination.value_or("none"), mark.at("sequence").as_int64()};
    }
    void send_for_boards(std::int64_t sequence, const char* destination) {
        auto next = record("stemi", sequence);
        next["slip"].as_object()["board"] = "eyJhbGciOiJFQ0RILUVTIn0..AAAAAAAAAAAAAAAA.c2VhbGVk.AAAAAAAAAAAAAAAAAAAAAA";
        next["arrival"].as_object()["destination"] = destination;
        REQUIRE(store(next));
    }
    signing::PrivateKey board = signing::PrivateKey::generate(signing::KeyType::p256);
    outbox::Job job;
    test::TestPki pki;
    http::TlsContext tls = http::TlsContext::client({.server_ca = pki.ca()}).value();
    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes{loop.get_executor(), configured, clock, log};
};
}  // namespace

TEST_CASE("the gateway's boards are told the mark as it is now, and not a word of the patient") {
    Gateway gateway;
    gateway.cases.execute("UPDATE patient_case SET alarm_state = 'unanswered'");
    CHECK(std::holds_alternative<Delivered>(gateway.deliver()));
    CHECK(gateway.heard == R"(/hospital/v1/marks {"mailbox":"zna-musterstadt","case":")" + gateway.case_id.str() +
                               R"(","alarm":"unanswered"})");
    gateway.cases.execute("UPDATE patient_case SET alarm_state = NULL");
    CHECK(std::holds_alternative<Delivered>(gateway.deliver()));
    CHECK_THAT(gateway.heard, Catch::EndsWith(R"("alarm":"none"})"));
}

TEST_CASE(
    "where the house says that the patient goes is told to the gateway's boards, sealed, in place of the crew's last "
    "word") {
    Gateway gateway;
    gateway.board_key = gateway.folder.write("board.jwk", boost::json::serialize(gateway.board.to_jwk()));
    CHECK(std::holds_alternative<Delivered>(gateway.deliver()));
    CHECK_THAT(gateway.heard, Catch::EndsWith(R"("alarm":"none"})"));  // the crew has sent nothing for boards
    gateway.send_for_boards(2, "Notaufnahme");
    CHECK(gateway.told() == std::pair{std::string{"Notaufnahme"}, std::int64_t{2}});
    gateway.cases.execute("UPDATE patient_case SET destination = 'Schockraum 2'");
    CHECK(gateway.told() == std::pair{std::string{"Schockraum 2"}, std::int64_t{2}});
    CHECK(gateway.heard.find("Schockraum") == std::string::npos);
    gateway.send_for_boards(4, "Herzkatheter");
    REQUIRE(gateway.store(gateway.record("stemi", 5)));  // not for boards
    CHECK(gateway.told() == std::pair{std::string{"Schockraum 2"}, std::int64_t{4}});
    gateway.cases.execute("UPDATE patient_case SET destination = NULL");  // taken back
    CHECK(gateway.told() == std::pair{std::string{"Herzkatheter"}, std::int64_t{4}});
}

TEST_CASE("a gateway that does not show the case yet is told again for two minutes; one that refuses is for a person") {
    Gateway gateway;
    gateway.status = 404;
    const auto early = gateway.deliver();
    REQUIRE(std::holds_alternative<RetryLater>(early));
    CHECK(std::get<RetryLater>(early).peer_works);
    gateway.clock.time += 3min;
    CHECK(std::holds_alternative<Delivered>(gateway.deliver()));  // the crew has sent nothing for boards
    gateway.status = 403;
    CHECK(std::holds_alternative<Rejected>(gateway.deliver()));
    gateway.status = 503;
    CHECK(std::holds_alternative<RetryLater>(gateway.deliver()));
}
