#include "hospital_server/self_test/self_test.hpp"

#include "tests/hospital_server/desk.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace self_test = hospital_server::self_test;

namespace {
struct SelfTestSetting : test::DeskSetting {
    SelfTestSetting() {
        cases.execute("DELETE FROM self_test");
        configured.mailboxes[0].board_key = folder.write("board.jwk", json::serialize(board.to_jwk()));
        configured.alarms.servers.emplace_back().target = "daks";
        hospital_server::alarm_rules::Rule rule;
        rule.name = "schockraum";
        rule.server = "daks";
        rule.text = hospital_server::alarm_rules::TextPattern::parse("{keyword}").value();
        rule.chain.emplace_back().to = "7001";
        configured.alarms.rules.push_back(rule);
        configured.hl7.emplace_back();
        mailbox.lines = {{"hl7", "his"}, {"alarm", "rules"}};
    }

    self_test::Proof prove(self_test::SelfTest& test) {
        run(test.prove(mailbox));
        return test.of(mailbox_id);
    }

    signing::PrivateKey board = signing::PrivateKey::generate(signing::KeyType::p256);
    async::BlockingPool cryptography{loop.get_executor(), "cryptography", 1, 16};
};

std::vector<std::string> names(const self_test::Walk& walk) {
    std::vector<std::string> all;
    for (const auto& step : walk.steps) all.push_back(step.name.str() + (step.ok ? "" : " failed"));
    return all;
}
using Names = std::vector<std::string>;

/// Every row of the mailbox's database but the one that says when.
std::int64_t rows_left(database::Connection& connection) {
    std::int64_t rows = 0;
    for (const char* table :
         {"SELECT COUNT(*) FROM patient_case", "SELECT COUNT(*) FROM transmission", "SELECT COUNT(*) FROM measurement",
          "SELECT COUNT(*) FROM attachment", "SELECT COUNT(*) FROM delivery", "SELECT COUNT(*) FROM audit",
          "SELECT COUNT(*) FROM answer"})
        rows += connection.query_one(table)->integer(0);
    return rows;
}
}  // namespace

TEST_CASE("a synthetic case goes through every room and leaves nothing but the time of its proof") {
    SelfTestSetting setting;
    self_test::SelfTest test{setting.configured,   setting.mailboxes, setting.sign_in,
                             setting.cryptography, setting.clock,     setting.log};
    std::vector<bool> told;
    test.tell([&](const core::MailboxId&, const self_test::Proof& proof) { told.push_back(proof.walk.passed()); });
    CHECK_FALSE(test.ok(setting.mailbox_id));
    const auto proof = setting.prove(test);
    INFO(proof.walk.why.str());
    CHECK(names(proof.walk) == Names{"seal", "open", "validate", "store", "board", "alarm", "hl7"});
    CHECK(proof.last_proof == setting.clock.now());
    CHECK(test.ok(setting.mailbox_id));
    CHECK(told == std::vector{true});
    CHECK(rows_left(setting.cases) == 0);
    CHECK(test::HospitalSetting::count(setting.cases, "SELECT COUNT(*) FROM self_test") == 1);
    setting.clock.time += 301s;
    CHECK_FALSE(test.ok(setting.mailbox_id));  // two runs are missing
}

TEST_CASE("what stops a pre-notification stops the self-test at the same place, and it says so") {
    SelfTestSetting setting;
    SECTION("no key of the mailbox is valid any more") {
        setting.configured.mailboxes[0].keys[0].use_until = setting.clock.now() - 1s;
        hospital_server::cases::Mailboxes outdated{setting.loop.get_executor(), setting.configured, setting.clock,
                                                   setting.log};
        self_test::SelfTest test{setting.configured,   outdated,      setting.sign_in,
                                 setting.cryptography, setting.clock, setting.log};
        setting.run(test.prove(*outdated.find(setting.mailbox_id)));
        CHECK(names(test.of(setting.mailbox_id).walk) == Names{"seal", "open failed"});
        CHECK_FALSE(test.of(setting.mailbox_id).last_proof);
    }
    SECTION("the board's key is no key") {
        setting.folder.write("board.jwk", "{");
        self_test::SelfTest test{setting.configured,   setting.mailboxes, setting.sign_in,
                                 setting.cryptography, setting.clock,     setting.log};
        const auto proof = setting.prove(test);
        CHECK(names(proof.walk) == Names{"seal", "open", "validate", "store", "board failed"});
        CHECK_FALSE(test.ok(setting.mailbox_id));
    }
    SECTION("the board's key is not ours to read") {
        setting.configured.mailboxes[0].board_key = setting.folder.path();  // as a file that cannot be read
        self_test::SelfTest test{setting.configured,   setting.mailboxes, setting.sign_in,
                                 setting.cryptography, setting.clock,     setting.log};
        CHECK(names(setting.prove(test).walk).back() == "board failed");
    }
    SECTION("the database is not there") {
        setting.configured.mailboxes[0].database.database = "gone";
        hospital_server::cases::Mailboxes gone{setting.loop.get_executor(), setting.configured, setting.clock,
                                               setting.log};
        self_test::SelfTest test{setting.configured,   gone,          setting.sign_in,
                                 setting.cryptography, setting.clock, setting.log};
        setting.run(test.prove(*gone.find(setting.mailbox_id)));
        CHECK(names(test.of(setting.mailbox_id).walk) == Names{"seal", "open", "validate", "store failed"});
        CHECK(test.metrics().find("vorab_self_test_ok{mailbox=\"zna-musterstadt\"} 0") != std::string::npos);
        CHECK(test.metrics().find("failures_total{mailbox=\"zna-musterstadt\"} 1") != std::string::npos);
    }
}

TEST_CASE(
    "the last proof is seen by the tracker, by its live list, and by the gateway that asks whether we are there") {
    SelfTestSetting setting;
    self_test::SelfTest test{setting.configured,   setting.mailboxes, setting.sign_in,
                             setting.cryptography, setting.clock,     setting.log};
    test.mount(setting.router, setting.router);
    CHECK(setting.get("/intake/v1/alive").at("proofs").as_array().empty());
    setting.prove(test);
    const auto at = core::to_rfc3339(setting.clock.now());
    const auto answer = setting.get("/api/v1/self-test");
    CHECK(answer.at("every_seconds") == 120);
    CHECK(answer.at("warnings").as_array().empty());
    const auto& one = answer.at("mailboxes").at(0).as_object();
    CHECK(one.at("ok") == true);
    CHECK(one.at("last_proof") == at.c_str());
    CHECK(one.at("failed_step").is_null());
    CHECK(one.at("steps").as_array().size() == 7);
    CHECK(setting.get("/intake/v1/alive").at("proofs").at(0).at("last_proof") == at.c_str());
    CHECK(test.summary({setting.mailbox_id}).size() == 1);
    CHECK(test.summary({}).empty());
    test.warn_of([] {
        return std::vector<hospital_server::health::Warning>{{"certificate_ends", "intake certificate", 12}};
    });
    const auto warned = setting.get("/api/v1/self-test");
    CHECK(json::serialize(warned.at("warnings")) ==
          R"([{"what":"certificate_ends","of":"intake certificate","value":12}])");
    CHECK(warned.at("mailboxes").at(0).at("ok") == true);
}
