// The course of a case: its record in typed columns, whatever order its transmissions come in; what is new to whom; two
// vehicles that bring one patient.
#include <algorithm>
#include <random>

#include "hospital_server/cases/changes.hpp"
#include "hospital_server/cases/joining.hpp"
#include "hospital_server/cases/queries.hpp"
#include "tests/hospital_server/attached.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace cases = hospital_server::cases;
using core::Problem;
using test::HospitalSetting;

namespace {
const cases::Joiner anna{"anna", "192.0.2.1"};

/// Every table and view with a record's data, every column, but for when a thing arrived and the delivery of it.
std::string everything(HospitalSetting& setting) {
    std::string all;
    for (const auto& table : setting.cases.query(
             "SELECT table_name, GROUP_CONCAT(CONCAT('COALESCE(HEX(`', column_name, '`),\\'-\\')') ORDER BY "
             "ordinal_position) FROM "
             "information_schema.columns WHERE table_schema = DATABASE() AND (table_name LIKE 'record\\_%' OR "
             "table_name IN ('patient_case', 'transmission', 'measurement', 'attachment')) AND column_name NOT IN "
             "('received_at', 'updated_at') GROUP BY table_name ORDER BY table_name")) {
        const std::string sql = "SELECT CONCAT_WS('|', " + table.text(1) + ") FROM `" + table.text(0) + "`";
        std::vector<std::string> rows;
        for (const auto& row : setting.cases.query(sql.c_str())) rows.push_back(row.text(0));
        std::ranges::sort(rows);
        all += table.text(0) + "\n";
        for (const auto& row : rows) all += "  " + row + "\n";
    }
    return all;
}

std::vector<json::object> one_ride(const HospitalSetting& setting, const test::Attached& attached) {
    std::vector<json::object> ride{setting.record("stroke", 1),         setting.record("kinds/update", 2),
                                   setting.record("kinds/vitals", 3),   setting.record("kinds/position", 4),
                                   setting.record("kinds/protocol", 5), setting.record("polytrauma", 6)};
    for (const std::size_t naming : {1U, 4U}) {  // two transmissions name one file, each by another name
        auto described = attached.described();
        described["name"] = "ecg" + std::to_string(naming) + ".pdf";
        ride[naming]["attachments"] = json::array{described};
    }
    // A correction of what was measured before, and two of one sequence.
    auto corrected = ride[0].at("measurements").as_array().at(0).as_object();
    corrected["flag"] = "artefact";
    ride[2]["measurements"].as_array().push_back(corrected);
    ride[3]["slip"].as_object()["sequence"] = 5;
    return ride;
}

void forget(HospitalSetting& setting) {
    for (const char* sql : {"DELETE FROM patient_case", "DELETE FROM transmission", "DELETE FROM measurement",
                            "DELETE FROM attachment", "DELETE FROM audit"}) {
        setting.cases.execute(sql);
    }
}

json::object changes(HospitalSetting& setting, std::optional<core::Timestamp> since) {
    return cases::changes_since(setting.cases, setting.case_id, since).value();
}
}  // namespace

TEST_CASE("whatever order transmissions come in, and however often, every table and view comes to the same rows") {
    HospitalSetting setting;
    const test::Attached attached;
    const auto ride = one_ride(setting, attached);
    for (const auto& record : ride) REQUIRE(setting.store(record));
    const std::string in_order = everything(setting);
    CHECK_THAT(in_order, Catch::Contains("record_medication") && Catch::Contains("record_four_i_ss"));
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        forget(setting);
        std::mt19937 seeded{seed};
        auto arriving = ride;
        for (int repeated = 0; repeated < 4; ++repeated) arriving.push_back(ride[seeded() % ride.size()]);
        std::ranges::shuffle(arriving, seeded);
        for (const auto& record : arriving) REQUIRE(setting.store(record));
        INFO("seed " << seed);
        CHECK(everything(setting) == in_order);
    }
}

TEST_CASE("each part of the record stands in typed columns, its times in UTC") {
    HospitalSetting setting;
    auto record = setting.record("stroke");
    record["times"] = json::object{{"alarm", "2026-11-21T14:00:00.5+01:00"}, {"status_3", "2026-11-21T13:01:00Z"}};
    record["insurance"] = json::object{{"company", "AOK"}, {"private", false}, {"exempt", true}};
    record["crew"] =
        json::object{{"trainees", json::array{json::object{{"given_name", "A"}}, json::object{{"given_name", "B"}}}}};
    record["medication"] = json::object{
        {"given", json::array{json::object{
                      {"name", "Urapidil"}, {"dose", 12.5}, {"unit", "mg"}, {"at", "2026-11-21T14:05:00+01:00"}}}}};
    record["scores"] = json::object{{"four_i_ss", json::array{json::object{{"at", "2026-11-21T13:10:00Z"},
                                                                           {"vigilance", 1},
                                                                           {"gaze_head", 2},
                                                                           {"hemiparesis", 2},
                                                                           {"speech", 1},
                                                                           {"sum", 5}}}}};
    REQUIRE(setting.store(record));
    const auto one = [&](const char* sql) { return setting.cases.query_one(sql)->text(0); };
    CHECK(one("SELECT alarm FROM record_times") == "2026-11-21 13:00:00.500000");
    CHECK(one("SELECT status_3 FROM record_times") == "2026-11-21 13:01:00.000000");
    CHECK(one("SELECT CONCAT(company, private, exempt) FROM record_insurance") == "AOK01");
    CHECK(one("SELECT GROUP_CONCAT(CONCAT(role, position, given_name)) FROM record_crew_member") ==
          "trainee1A,trainee2B");
    CHECK(one("SELECT CONCAT(name, dose, unit, at) FROM record_medication WHERE dose > 12") ==
          "Urapidil12.5mg2026-11-21 13:05:00.000000");
    CHECK(one("SELECT sum_differs FROM record_four_i_ss") == "1");
    CHECK(one("SELECT pointer FROM record_flag WHERE flag = 'sum_differs'") == "/scores/four_i_ss/0/sum");
}

TEST_CASE("every view of the record can be read for every published record") {
    HospitalSetting setting;
    for (const auto& file : test::example_files()) {
        auto record = test::read_json(file).as_object();
        record["slip"].as_object()["transmission"] = core::new_transmission_id(setting.clock.now()).str();
        record["slip"].as_object()["case"] = core::new_case_id().str();
        INFO(file.string());
        REQUIRE(setting.store(record));
    }
    std::int64_t rows = 0;
    for (const auto& view : setting.cases.query("SELECT table_name FROM information_schema.views WHERE table_schema = "
                                                "DATABASE() AND table_name LIKE 'record\\_%'")) {
        INFO(view.text(0));
        rows += static_cast<std::int64_t>(setting.cases.query(("SELECT * FROM " + view.text(0)).c_str()).size());
    }
    CHECK(rows > 500);
}

TEST_CASE("who has not looked finds everything new; who has, what came since; and a look never moves back") {
    HospitalSetting setting;
    REQUIRE(setting.store(setting.record("stroke", 1)));
    const auto first = changes(setting, std::nullopt);
    CHECK(first.at("since").is_null());
    CHECK(first.at("transmissions").as_array().size() == 1);
    const auto until = core::parse_rfc3339(first.at("until").as_string()).value();
    CHECK(cases::note_look(setting.cases, setting.case_id, "anna", until));
    CHECK(changes(setting, until).at("changes").as_array().empty());

    REQUIRE(setting.store(
        setting.record("kinds/vitals", 2)));  // within the same microsecond, or after the clock was set back
    setting.clock.time -= 13h;
    REQUIRE(setting.store(setting.record("kinds/position", 3)));
    const auto looked = cases::last_look(setting.cases, setting.case_id, "anna");
    CHECK(looked == until);
    const auto since = changes(setting, looked);
    CHECK(since.at("transmissions").as_array().size() == 2);
    const std::string text = json::serialize(since.at("changes"));
    CHECK_THAT(text, Catch::Contains(R"("pointer":"/measurements/)") && Catch::Contains(R"("change":"added")"));
    CHECK_THAT(text, !Catch::Contains("\"/slip") && !Catch::Contains("nonce_prefix"));
    CHECK(cases::note_look(setting.cases, setting.case_id, "anna", until - 1h));
    CHECK(cases::last_look(setting.cases, setting.case_id, "anna") == until);
    CHECK(!cases::last_look(setting.cases, setting.case_id, "berta"));
    CHECK(!cases::note_look(setting.cases, core::new_case_id(), "anna", until));
    CHECK(!cases::changes_since(setting.cases, core::new_case_id(), until));
}

namespace {
struct TwoVehicles : HospitalSetting {
    TwoVehicles() {
        auto rtw = record("stroke", 1);
        auto nef = record("kinds/vitals", 1);
        nef["slip"].as_object()["case"] = other.str();
        nef["slip"].as_object()["sender"].as_object()["callsign"] = "NEF 1";
        nef["remarks"] = "from the physician";
        CHECK(store(rtw));
        CHECK(store(nef));
        alone = whole(case_id), other_alone = whole(other);
    }
    std::string whole(const core::CaseId& of) { return json::serialize(*cases::whole_case(cases, mailbox_id, of)); }
    json::array listed() { return hospital_server::cases::live_summaries(cases, mailbox_id, clock.now()); }
    core::Result<void> join(const core::CaseId& main, const core::CaseId& part) {
        return hospital_server::cases::join(cases, main, part, anna, clock.now());
    }
    std::string events() {
        return cases
            .query_one("SELECT COALESCE(GROUP_CONCAT(event ORDER BY id), '') FROM audit WHERE user_name = 'anna'")
            ->text(0);
    }
    core::CaseId other = core::new_case_id();
    std::string alone, other_alone;
};
}  // namespace

TEST_CASE("two vehicles' cases joined are one in the list and in the case, and separated they are what they were") {
    TwoVehicles two;
    CHECK(two.listed().size() == 2);
    REQUIRE(two.join(two.case_id, two.other));
    REQUIRE(two.join(two.case_id, two.other));  // again changes nothing
    REQUIRE(two.listed().size() == 1);
    CHECK(two.listed().at(0).at("parts").at(0).at("callsign") == "NEF 1");
    const auto joined = *cases::whole_case(two.cases, two.mailbox_id, two.case_id);
    CHECK(joined.at("record").at("remarks") == "from the physician");
    CHECK(joined.at("record").at("slip").at("case") == two.case_id.str().c_str());
    CHECK(joined.at("parts").at(0).at("summary").at("case") == two.other.str().c_str());
    CHECK(cases::whole_case(two.cases, two.mailbox_id, two.other)->at("joined_to") == two.case_id.str().c_str());
    CHECK(two.events() == "case.joined,case.joined");
    CHECK_THAT(json::serialize(cases::changes_since(two.cases, two.case_id, std::nullopt)->at("changes")),
               Catch::Contains("from the physician"));

    auto later = two.record("kinds/vitals", 2);
    later["slip"].as_object()["case"] = two.other.str();
    later["remarks"] = "and more";
    CHECK(two.store(later));
    CHECK(cases::whole_case(two.cases, two.mailbox_id, two.case_id)->at("record").at("remarks") == "and more");

    const auto apart = cases::separate(two.cases, two.case_id, anna, two.clock.now());
    REQUIRE(apart);
    CHECK(apart->size() == 2);
    CHECK(two.listed().size() == 2);
    CHECK(two.whole(two.case_id) == two.alone);
    CHECK(two.events() == "case.joined,case.joined,case.separated,case.separated");
}

TEST_CASE("a patient that one of two vehicles brings is not cancelled while the other still comes") {
    TwoVehicles two;
    REQUIRE(two.join(two.case_id, two.other));
    CHECK(two.store(two.record("kinds/cancellation", 2)));
    CHECK(two.listed().at(0).at("state") == "new");
    auto both = two.record("kinds/cancellation", 2);
    both["slip"].as_object()["case"] = two.other.str();
    CHECK(two.store(both));
    CHECK(two.listed().at(0).at("state") == "cancelled");
}

TEST_CASE("a third vehicle joins what is joined already; nobody is a part twice, nor of itself") {
    TwoVehicles two;
    const auto third = core::new_case_id();
    auto record = two.record("stemi", 1);
    record["slip"].as_object()["case"] = third.str();
    CHECK(two.store(record));
    const auto refused = [&](const core::CaseId& main, const core::CaseId& part) {
        const auto joined = two.join(main, part);
        return joined ? Problem::internal : joined.error().problem;
    };
    CHECK(refused(two.case_id, two.case_id) == Problem::conflict);
    CHECK(refused(two.case_id, core::new_case_id()) == Problem::not_found);
    REQUIRE(two.join(two.case_id, two.other));
    CHECK(refused(third, two.other) == Problem::conflict);
    CHECK(refused(two.other, third) == Problem::conflict);
    REQUIRE(two.join(third, two.case_id));  // takes its parts along
    CHECK(cases::parts_of(two.cases, third).size() == 2);
    CHECK(two.listed().size() == 1);
    CHECK(cases::separate(two.cases, two.other, anna, two.clock.now())->size() == 2);
    CHECK(cases::parts_of(two.cases, third) == std::vector{two.case_id});
    CHECK(cases::separate(two.cases, core::new_case_id(), anna, two.clock.now()).error().problem == Problem::not_found);
}

TEST_CASE("a case that is deleted takes its looks and joins with it, and the other vehicle's case stays") {
    TwoVehicles two;
    REQUIRE(two.join(two.case_id, two.other));
    CHECK(cases::note_look(two.cases, two.case_id, "anna", two.clock.now()));
    two.cases.execute("DELETE FROM patient_case WHERE id = ?", {two.case_id.str()});
    CHECK(two.listed().size() == 1);
    CHECK(two.count(two.cases, "SELECT COUNT(*) FROM case_join") == 0);
    CHECK(two.count(two.cases, "SELECT COUNT(*) FROM case_look") == 0);
}
