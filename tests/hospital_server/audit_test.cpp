// The audit as a chain: whatever is changed, removed or cut off later is found.
#include "hospital_server/audit/audit.hpp"

#include <thread>

#include "hospital_server/audit/anchors.hpp"
#include "hospital_server/audit/browser.hpp"
#include "hospital_server/usage_data/reading.hpp"
#include "tests/hospital_server/retained.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace audit = hospital_server::audit;
namespace retention = hospital_server::retention;
namespace usage = hospital_server::usage_data;
using audit::Fault;

namespace {
struct AuditSetting : test::RetentionSetting {
    void write(int count) {
        for (int i = 0; i < count; ++i) {
            audit::write(cases,
                         {.event = "case.read",
                          .user_name = "erika",
                          .case_id = case_id,
                          .peer = "192.0.2.1",
                          .browser = "Firefox 128, Windows",
                          .size = i},
                         clock.now());
        }
    }
    void write_and_seal(int count) {
        write(count);
        while (audit::seal(cases, 7) > 0) {
        }
    }
    void anchor() { audit::note_anchor(server, chain, audit::head(cases), notary, clock.now()); }
    audit::Verification verify() {
        return audit::verify(cases, chain, notary, audit::read_anchors(audit::anchors_of(server, chain), notary));
    }
    void check_broken(std::int64_t at, Fault fault) {
        const auto found = verify();
        REQUIRE(found.fault);
        CHECK(public_text(*found.fault).str() == public_text(fault).str());
        CHECK(found.broken_at == at);
    }
    /// What an attacker with the database's password can do about the end of the chain.
    void set_head(std::int64_t number) {
        cases.execute(
            "UPDATE audit_chain SET number = ?, hash = (SELECT hash FROM audit WHERE number = ?) WHERE id = 1",
            {number, number});
    }

    std::string chain = "zna-musterstadt";
};
}  // namespace

TEST_CASE("rows become a chain without a gap, in batches, and the whole is as it was written") {
    AuditSetting setting;
    setting.write_and_seal(20);
    CHECK(setting.count(setting.cases, "SELECT COUNT(DISTINCT number) FROM audit") == 20);
    CHECK(setting.count(setting.cases, "SELECT MAX(number) FROM audit") == 20);
    setting.write(2);
    const auto found = setting.verify();
    CHECK(!found.fault);
    CHECK(found.checked == 20);
    CHECK(found.last == 20);
    CHECK(found.not_yet_sealed == 2);
}

TEST_CASE("a changed row is found, in whatever column") {
    for (const char* change :
         {"UPDATE audit SET user_name = 'max' WHERE number = 3",
          "UPDATE audit SET at = at + INTERVAL 1 SECOND WHERE number = 3",
          "UPDATE audit SET event = 'case.seen' WHERE number = 3", "UPDATE audit SET case_id = NULL WHERE number = 3",
          "UPDATE audit SET peer = '192.0.2.9' WHERE number = 3", "UPDATE audit SET size = 7 WHERE number = 3",
          "UPDATE audit SET attempt = 1 WHERE number = 3", "UPDATE audit SET target = 'x' WHERE number = 3",
          "UPDATE audit SET browser = NULL WHERE number = 3", "UPDATE audit SET problem = 'internal' WHERE number = 3",
          "UPDATE audit SET transmission = UUID() WHERE number = 3"}) {
        INFO(change);
        AuditSetting setting;
        setting.write_and_seal(5);
        setting.cases.execute(change);
        setting.check_broken(3, Fault::changed);
    }
}

TEST_CASE(
    "a row that is gone from the middle is missed, also when it is hidden from the chain or its place is filled") {
    for (const char* change :
         {"DELETE FROM audit WHERE number = 3", "UPDATE audit SET number = NULL, hash = NULL WHERE number = 3",
          "UPDATE audit SET number = number - 1 WHERE number > 3"}) {
        INFO(change);
        AuditSetting setting;
        setting.write_and_seal(5);
        setting.cases.execute(change);
        const auto found = setting.verify();
        CHECK(found.fault);
        CHECK(found.broken_at >= 3);
        CHECK(found.broken_at <= 4);
    }
}

TEST_CASE("a tail that was cut off is missed: by the chain's own end, and by the anchor where that was set back too") {
    AuditSetting setting;
    setting.write_and_seal(9);
    setting.anchor();
    setting.cases.execute("DELETE FROM audit WHERE number > 6");
    setting.check_broken(7, Fault::tail_missing);
    setting.set_head(6);
    setting.check_broken(7, Fault::tail_missing);
    setting.anchor();  // a later anchor does not set the earlier one back
    setting.check_broken(7, Fault::tail_missing);
    setting.write_and_seal(5);  // the chain goes on and grows beyond what was cut
    setting.check_broken(9, Fault::anchor_differs);
}

TEST_CASE("an anchor that nobody but the database wrote says nothing") {
    AuditSetting setting;
    setting.write_and_seal(4);
    setting.anchor();
    const test::TemporaryDirectory folder{"vorab-other-key"};
    const auto other = signing::PrivateKey::generate(signing::KeyType::p256);
    const audit::Notary stranger{folder.write("key.pem", other.to_pem()), {}};
    setting.server.execute("DELETE FROM audit_anchor");
    audit::note_anchor(setting.server, setting.chain, {40, core::Bytes(32, 1)}, stranger, setting.clock.now());
    CHECK(!setting.verify().fault);
    CHECK(audit::read_anchors(audit::anchors_of(setting.server, setting.chain), setting.notary).empty());
    // Unless it is the hospital's own former key: then a tail was cut off.
    test::Authority authority;
    const auto former = folder.write("former.pem", authority.issue(other.public_key()));
    const audit::Notary later{setting.key_file, {former}};
    const auto anchors = audit::read_anchors(audit::anchors_of(setting.server, setting.chain), later);
    CHECK(audit::verify(setting.cases, setting.chain, later, anchors).fault == Fault::tail_missing);
}

TEST_CASE("writers that write at once, and two that seal, make one chain") {
    AuditSetting setting;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < 6; ++writer) {
        threads.emplace_back([&setting] {
            database::Connection own{setting.mailbox_options()};
            for (int i = 0; i < 60; ++i) {
                database::Transaction transaction{own};
                audit::write(own, {.event = "case.read"}, setting.clock.now());
                if (i % 7 != 0) transaction.commit();
            }
        });
    }
    for (int sealer = 0; sealer < 2; ++sealer) {
        threads.emplace_back([&setting] {
            database::Connection own{setting.mailbox_options()};
            for (int i = 0; i < 100; ++i) audit::seal(own, 5);
        });
    }
    for (auto& thread : threads) thread.join();
    while (audit::seal(setting.cases) > 0) {
    }
    const auto found = setting.verify();
    CHECK(!found.fault);
    CHECK(found.checked == 6 * 51);
}

TEST_CASE("retention takes the beginning of the chain and signs for it; the rest is as it was written") {
    AuditSetting setting;
    setting.write_and_seal(12);
    setting.clock.time += std::chrono::days{300};
    setting.write_and_seal(5);
    setting.anchor();
    setting.clock.time += std::chrono::days{100};
    CHECK(setting.run_now() == 12);
    auto found = setting.verify();
    CHECK(!found.fault);
    CHECK(found.first == 13);
    CHECK(found.checked == 5);
    CHECK(setting.count(setting.cases, "SELECT count FROM deletion_record WHERE class = 'usage_data'") == 12);
    setting.clock.time += std::chrono::days{400};
    CHECK(setting.run_now() == 5);
    CHECK(!setting.verify().fault);
    setting.write_and_seal(3);
    found = setting.verify();
    CHECK(!found.fault);
    CHECK(found.first == 18);
}

TEST_CASE("whoever removes the beginning without the key is found") {
    AuditSetting setting;
    setting.write_and_seal(6);
    setting.cases.execute(
        "UPDATE audit_chain SET removed_to = 3, removed_hash = (SELECT hash FROM audit WHERE number = 3) WHERE id = 1");
    setting.cases.execute("DELETE FROM audit WHERE number <= 3");
    setting.check_broken(4, Fault::checkpoint_invalid);
}

TEST_CASE("a browser is named in words of ours, whatever it says of itself") {
    const auto named = [](const char* agent) { return audit::browser_of(agent).str(); };
    CHECK(named("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0") ==
          "Firefox 128, Windows");
    CHECK(
        named(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36") ==
        "Chrome 131, Linux");
    CHECK(named("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
                "Safari/537.36 Edg/131.0.0.0") == "Edge 131, Windows");
    CHECK(named("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                "Version/18.1 Mobile/15E148 Safari/604.1") == "Safari 18, iOS");
    CHECK(named("Brandstätter, Helene") == "other");
    CHECK(named("") == "");
}

TEST_CASE("a page of the audit is filtered, newest first; an export has every entry, oldest first") {
    AuditSetting setting;
    setting.write(3);
    audit::write(setting.cases, {.event = "person.signed_in", .user_name = "=max,\"quoted\""},
                 setting.clock.now() + 1h);
    usage::Filter filter;
    filter.event = "case.";
    const auto found = usage::page(setting.cases, filter, 1'000'000, 2);
    REQUIRE(found.size() == 2);
    CHECK(found.at(0).at("size") == 2);
    CHECK(found.at(0).at("browser") == "Firefox 128, Windows");
    filter = {.from = setting.clock.now() + 1min};
    CHECK(usage::page(setting.cases, filter, 1'000'000, 100).size() == 1);
    filter = {.until = setting.clock.now()};
    CHECK(usage::page(setting.cases, filter, 1'000'000, 100).empty());

    std::int64_t last = 0;
    const auto csv = usage::next_lines(setting.cases, {}, usage::Format::csv, last);
    CHECK(std::ranges::count(csv, '\n') == 4);
    CHECK_THAT(csv, Catch::Contains(R"("'=max,""quoted""")"));
    CHECK(usage::next_lines(setting.cases, {}, usage::Format::csv, last).empty());
    last = 0;
    const auto lines = usage::next_lines(setting.cases, {}, usage::Format::jsonl, last);
    CHECK(std::ranges::count(lines, '\n') == 4);
}
