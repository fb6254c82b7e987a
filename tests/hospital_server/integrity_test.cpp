// F25 of docs/reference/bad-days.md: what a stored record says is held against the audit, at each reading and by
// command.
#include "hospital_server/record/integrity.hpp"

#include <iostream>
#include <sstream>

#include "hospital_server/audit/chain.hpp"
#include "hospital_server/cases/joining.hpp"
#include "hospital_server/cases/queries.hpp"
#include "hospital_server/usage_data/command_line.hpp"
#include "tests/hospital_server/tracker_setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using http::Method;
using test::TrackerSetting;

namespace {
/// A case of two transmissions, whose chain begins with it.
struct KeptSetting : TrackerSetting {
    KeptSetting() {
        configured.receipt_key = key_file;
        for (auto* connection : {&server, &cases}) {
            connection->execute(
                "UPDATE audit_chain SET number = 0, hash = UNHEX(REPEAT('00', 32)), removed_to = 0, "
                "removed_hash = UNHEX(REPEAT('00', 32)), checkpoint = NULL");
        }
        server.execute("DELETE FROM audit_anchor");
        add("anna", {Role::standard});
        CHECK(store(record("stroke", 1)));
        CHECK(store(record("kinds/update", 2)));
    }
    ~KeptSetting() { cases.execute("DELETE FROM audit"); }
    KeptSetting(const KeptSetting&) = delete;
    KeptSetting& operator=(const KeptSetting&) = delete;

    /// Of the case's record, then of each version: "as_received as_received changed".
    std::string said_by_api() {
        const auto browser = browser_of("anna");
        const auto answer = call(browser, Method::get, case_path());
        CHECK(answer.status == 200);
        const auto whole = json_of(answer);
        std::string words{whole.at("integrity").as_string()};
        for (const auto& version : whole.at("versions").as_array())
            words.append(" ").append(version.at("integrity").as_string());
        return words;
    }
    std::int64_t readings_of_changed() {
        return count(cases,
                     "SELECT COUNT(*) FROM audit WHERE event = 'case.read' AND target = 'record changed since it "
                     "came'");
    }
    struct Printed {
        int status = 0;
        std::string text;
    };
    Printed verify() {
        std::vector<std::string> words{"vorab-hospital", "--mailbox", mailbox_id.str()};
        std::vector<char*> pointers;
        for (auto& word : words) pointers.push_back(word.data());
        configuration::Arguments arguments{static_cast<int>(pointers.size()), pointers.data()};
        std::ostringstream printed;
        auto* const before = std::cout.rdbuf(printed.rdbuf());
        const int status = hospital_server::usage_data::administer("verify", arguments, configured);
        std::cout.rdbuf(before);
        return {status, printed.str()};
    }
    std::string transmission(int sequence) {
        return cases.query_one("SELECT id FROM transmission WHERE sequence = ?", {std::int64_t{sequence}})->text(0);
    }
    void check_clean() {
        CHECK(said_by_api() == "as_received as_received as_received");
        CHECK(readings_of_changed() == 0);
        const auto printed = verify();
        CHECK(printed.status == 0);
        CHECK_THAT(printed.text, !Catch::Contains("CHANGED"));
    }
};
}  // namespace

TEST_CASE("F25 what came is what is kept, and the command says so") {
    KeptSetting setting;
    setting.check_clean();
    CHECK_THAT(setting.verify().text, Catch::Contains(": 3 records, 0 changed, 0 without a digest in the audit\n"));
}

TEST_CASE("F25 one changed byte of a transmission is seen at both doors, which name it") {
    KeptSetting setting;
    const auto change =
        GENERATE("UPDATE transmission SET record = REPLACE(record, '\"unit\"', '\"unjt\"') WHERE sequence = 1",
                 "UPDATE transmission SET record = SUBSTRING(record, 2) WHERE sequence = 1");
    INFO(change);
    REQUIRE(setting.cases.execute(change) == 1);
    CHECK(setting.said_by_api() == "as_received changed as_received");
    CHECK(setting.readings_of_changed() == 1);
    const auto printed = setting.verify();
    CHECK(printed.status == 1);
    CHECK_THAT(printed.text, Catch::Contains("zna-musterstadt: case " + setting.case_id.str() + ": transmission " +
                                             setting.transmission(1) + " CHANGED since it came\n"));
    CHECK_THAT(printed.text, !Catch::Contains(setting.transmission(2)));
}

TEST_CASE("F25 one changed byte of the record that is shown is seen, also when it is no JSON any more") {
    KeptSetting setting;
    const auto change = GENERATE("UPDATE patient_case SET record = REPLACE(record, '\"unit\"', '\"unjt\"')",
                                 "UPDATE patient_case SET record = SUBSTRING(record, 2)");
    INFO(change);
    REQUIRE(setting.cases.execute(change) == 1);
    CHECK(setting.said_by_api() == "changed as_received as_received");
    const auto printed = setting.verify();
    CHECK(printed.status == 1);
    CHECK_THAT(printed.text, Catch::Contains("case " + setting.case_id.str() + ": the record that is shown CHANGED"));
}

TEST_CASE("F25 a case with a changed transmission takes the next one, and does not become clean by it") {
    KeptSetting setting;
    setting.cases.execute("UPDATE transmission SET record = SUBSTRING(record, 2) WHERE sequence = 1");
    CHECK(setting.store(setting.record("kinds/vitals", 3)));
    CHECK(setting.said_by_api() == "as_received changed as_received as_received");
    CHECK(setting.readings_of_changed() == 1);
    CHECK(setting.verify().status == 1);
}

TEST_CASE("F25 who changes the digest as well breaks the chain, and a second one convinces nobody") {
    KeptSetting setting;
    setting.verify();  // seals
    setting.cases.execute(
        "UPDATE transmission SET record = REPLACE(record, '\"unit\"', '\"unjt\"') WHERE sequence = 1");
    SECTION("changed in place") {
        setting.cases.execute(
            "UPDATE audit a JOIN transmission t ON t.id = a.transmission SET a.target = CONCAT('text=', "
            "REPLACE(REPLACE(REPLACE(TO_BASE64(UNHEX(SHA2(t.record, 256))), '=', ''), '+', '-'), '/', '_'), "
            "SUBSTRING(a.target, 49)) WHERE t.sequence = 1 AND a.event = 'transmission.stored'");
        CHECK(setting.said_by_api() == "as_received as_received as_received");  // the chain is for the command
    }
    SECTION("added") {
        setting.cases.execute(
            "INSERT INTO audit (at, event, case_id, transmission, target) SELECT a.at, a.event, a.case_id, "
            "a.transmission, CONCAT('text=', REPLACE(REPLACE(REPLACE(TO_BASE64(UNHEX(SHA2(t.record, 256))), '=', ''), "
            "'+', '-'), '/', '_'), SUBSTRING(a.target, 49)) FROM audit a JOIN transmission t ON t.id = a.transmission "
            "WHERE t.sequence = 1 AND a.event = 'transmission.stored'");
        CHECK_THAT(setting.said_by_api(), Catch::Contains(" changed as_received"));
    }
    CHECK(setting.verify().status == 1);
}

TEST_CASE("F25 a transmission that somebody puts there by SQL is none that came") {
    KeptSetting setting;
    setting.cases.execute(
        "INSERT INTO transmission SELECT UUID(), case_id, 9, kind, sha256, size, created_at, received_at, sender, "
        "record "
        "FROM transmission WHERE sequence = 1");
    CHECK(setting.said_by_api() == "as_received as_received as_received changed");
    CHECK(setting.verify().status == 1);
}

TEST_CASE("F25 corrections, joining, separating and a repetition change nothing of that") {
    KeptSetting setting;
    const hospital_server::cases::Joiner anna{"anna", "192.0.2.1"};
    auto late = setting.record("kinds/vitals", 1);  // of a lower sequence than what is here
    late["slip"].as_object()["sequence"] = 1;
    CHECK(setting.store(late));
    CHECK(setting.store(late)->duplicate);
    auto second = setting.record("polytrauma", 1);
    const auto other = core::new_case_id();
    second["slip"].as_object()["case"] = other.str();
    CHECK(setting.store(second));
    CHECK(setting.said_by_api() == "as_received as_received as_received as_received");
    REQUIRE(hospital_server::cases::join(setting.cases, setting.case_id, other, anna, setting.clock.now()));
    CHECK(setting.said_by_api() == "as_received as_received as_received as_received");
    CHECK(setting.verify().status == 0);
    setting.cases.execute("UPDATE transmission SET record = CONCAT(record, ' ') WHERE case_id = ?", {other.str()});
    CHECK(hospital_server::cases::says_changed(
        *hospital_server::cases::whole_case(setting.cases, setting.mailbox_id, setting.case_id)));  // by its part
    REQUIRE(hospital_server::cases::separate(setting.cases, setting.case_id, anna, setting.clock.now()));
    CHECK(!hospital_server::cases::says_changed(
        *hospital_server::cases::whole_case(setting.cases, setting.mailbox_id, setting.case_id)));
}

TEST_CASE("F25 where the audit's period is over, and from before there were digests, nothing is claimed") {
    KeptSetting setting;
    SECTION("over") {
        setting.verify();
        const hospital_server::audit::Notary notary{setting.key_file, {}};
        hospital_server::audit::remove_before(setting.cases, setting.mailbox_id.str(), setting.clock.now() + 1h, notary,
                                              setting.clock.now() + 1h);
    }
    SECTION("before") {
        setting.cases.execute("UPDATE audit SET target = NULL WHERE event = 'transmission.stored' AND number IS NULL");
    }
    CHECK(setting.said_by_api() == "not_comparable not_comparable not_comparable");
    CHECK(setting.readings_of_changed() == 0);
    const auto printed = setting.verify();
    CHECK(printed.status == 0);
    CHECK_THAT(printed.text, Catch::Contains(": 3 records, 0 changed, 3 without a digest in the audit\n"));
}
