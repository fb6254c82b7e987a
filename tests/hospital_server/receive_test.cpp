#include "hospital_server/intake/receive.hpp"

#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "tests/hospital_server/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
using core::Problem;

namespace {
struct IntakeSetting : test::HospitalSetting {
    http::Response post(const std::string& body) {
        test::MadeRequest made{http::Method::post, body, "application/jose"};
        http::Response response;
        run(answer(made.request, response));
        return response;
    }
    async::Task<void> answer(http::Request& request, http::Response& response) {
        response = co_await receive.answer(request);
    }

    std::string seal(const json::object& record) const { return seal(record, sender, x5c); }
    std::string seal(const json::object& record, const signing::PrivateKey& by, const json::array& chain) const {
        return sealing::seal_record({json::serialize(record), by, chain, key.public_key()}).value();
    }
    sealing::Receipt receipt_in(const http::Response& response) const {
        const auto body = core::parse_json_object(response.body).value();
        const std::string name = test::Issue{}.organisation;
        return sealing::verify_receipt(body.at("receipt").as_string(), name, hospitals, clock.now()).value();
    }

    /// Refused with this problem: one row in the mailbox's audit (or the server's), and nothing stored.
    void check_refused(const std::string& body, Problem problem, bool names_our_mailbox = true) {
        const auto response = post(body);
        INFO(response.body);
        CHECK(response.status == http::status_of(problem));
        auto& right = names_our_mailbox ? cases : server;
        auto& wrong = names_our_mailbox ? server : cases;
        const auto row = right.query("SELECT event, problem, peer FROM audit");
        REQUIRE(row.size() == 1);
        CHECK(row[0].text(0) == "envelope.refused");
        CHECK(row[0].text(1) == public_text(problem).str());
        CHECK(row[0].text(2) == "192.0.2.1");
        CHECK(count(wrong, "SELECT COUNT(*) FROM audit") == 0);
        CHECK(count(cases, "SELECT COUNT(*) FROM transmission") == 0);
        CHECK(announced.empty());
    }

    test::Authority sender_ca{"Sender CA"};
    signing::PrivateKey sender = signing::PrivateKey::generate(signing::KeyType::p256);
    json::array x5c = sender_ca.x5c(sender.public_key());
    signing::ChainVerifier senders =
        signing::ChainVerifier::from_pem(sender_ca.pem(), signing::Purpose::signature).value();
    test::Authority hospital_ca{"Hospital CA"};
    signing::PrivateKey receipt_key = signing::PrivateKey::generate(signing::KeyType::p256);
    hospital_server::intake::ReceiptSigner signer{receipt_key, hospital_ca.x5c(receipt_key.public_key())};
    signing::ChainVerifier hospitals =
        signing::ChainVerifier::from_pem(hospital_ca.pem(), signing::Purpose::signature).value();
    core::SystemClock wall;  // certificates are made now
    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes{loop.get_executor(), configured, clock, log};
    async::BlockingPool cryptography{loop.get_executor(), "cryptography", 1, 16};
    database::Database server_database{loop.get_executor(), server_options(), 1, log};
    std::vector<hospital_server::intake::NewVersion> announced;
    std::int64_t committed_when_announced = 0;
    hospital_server::intake::Receive receive{loop.get_executor(),
                                             mailboxes,
                                             senders,
                                             signer,
                                             cryptography,
                                             server_database,
                                             configured.envelopes_at_once,
                                             [this](const hospital_server::intake::NewVersion& version) {
                                                 announced.push_back(version);
                                                 committed_when_announced =
                                                     count(cases, "SELECT COUNT(*) FROM transmission");
                                             },
                                             clock,
                                             log};

    IntakeSetting() {
        clock.time = wall.now();
        mailboxes.find(mailbox_id)->lines.emplace_back("mqtt", "broker");
    }
};
}  // namespace

TEST_CASE("a sealed record is opened, stored, announced after its commit, and its receipt verifies") {
    IntakeSetting setting;
    const auto record = setting.record("stemi");
    const auto body = setting.seal(record);
    const auto response = setting.post(body);
    REQUIRE(response.status == 201);
    const auto receipt = setting.receipt_in(response);
    CHECK(!receipt.duplicate);
    CHECK(receipt.case_id == setting.case_id);
    CHECK(sealing::check_receipt(receipt, envelope::read_slip(record.at("slip").as_object()).value(), body));
    REQUIRE(setting.announced.size() == 1);
    CHECK(setting.announced[0].slip.case_id == setting.case_id);
    CHECK(setting.committed_when_announced == 1);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery") == 1);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM audit") == 1);
}

TEST_CASE("the same envelope again has a receipt that says so, and nobody is told twice") {
    IntakeSetting setting;
    const auto body = setting.seal(setting.record("stemi"));
    const auto first = setting.receipt_in(setting.post(body));
    setting.clock.time += 1min;
    const auto response = setting.post(body);
    CHECK(response.status == 200);
    const auto second = setting.receipt_in(response);
    CHECK(second.duplicate);
    CHECK(second.sha256 == first.sha256);
    CHECK(setting.announced.size() == 1);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery") == 1);
}

TEST_CASE("the same id with other content is refused as a conflict") {
    IntakeSetting setting;
    auto record = setting.record("stemi");
    CHECK(setting.post(setting.seal(record)).status == 201);
    record["patient"].as_object()["family_name"] = "Somebody";
    CHECK(setting.post(setting.seal(record)).status == 409);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM audit WHERE problem = 'conflict'") == 1);
    CHECK(setting.announced.size() == 1);
}

TEST_CASE("a test transmission is stored and acknowledged, and raises no delivery") {
    IntakeSetting setting;
    CHECK(setting.post(setting.seal(setting.record("kinds/test"))).status == 201);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM transmission") == 1);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery") == 0);
}

TEST_CASE("what is no envelope, or for nobody here, stands in the server's audit") {
    IntakeSetting setting;
    SECTION("rubbish") { setting.check_refused("rubbish", Problem::malformed, false); }
    SECTION("another hospital's mailbox") {
        auto record = setting.record("stemi");
        record["slip"].as_object()["mailbox"] = "elsewhere";
        setting.check_refused(setting.seal(record), Problem::unknown_mailbox, false);
    }
    SECTION("too large") {
        setting.check_refused(std::string(envelope::largest_envelope + 1, 'x'), Problem::too_large, false);
    }
}

TEST_CASE("every refusal that names a mailbox of ours stands once in its audit") {
    IntakeSetting setting;
    auto record = setting.record("stemi");
    SECTION("a key that we do not have") {
        const auto other = signing::PrivateKey::generate(signing::KeyType::p256);
        const auto body =
            sealing::seal_record({json::serialize(record), setting.sender, setting.x5c, other.public_key()});
        setting.check_refused(body.value(), Problem::unknown_key);
    }
    SECTION("one bit of the ciphertext") {
        auto body = setting.seal(record);
        const auto at = body.rfind('.') - 20;
        body[at] = body[at] == 'A' ? 'B' : 'A';
        setting.check_refused(body, Problem::envelope_not_opened);
    }
    SECTION("a sender whom nobody vouches for") {
        const test::Authority stranger{"Sender CA"};
        const auto chain = stranger.x5c(setting.sender.public_key());
        setting.check_refused(setting.seal(record, setting.sender, chain), Problem::signature_invalid);
    }
    SECTION("a record without what its schema demands") {
        record["patient"].as_object()["sex"] = "perhaps";
        setting.check_refused(setting.seal(record), Problem::schema_violation);
    }
    SECTION("a member that nobody knows") {
        record["surprise"] = 1;
        setting.check_refused(setting.seal(record), Problem::schema_violation);
    }
    SECTION("a record of yesterday") {
        const auto body = setting.seal(record);
        setting.clock.time += 25h + 1min;
        setting.check_refused(body, Problem::stale);
    }
}
