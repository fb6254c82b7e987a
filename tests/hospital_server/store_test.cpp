#include <algorithm>
#include <random>

#include "hospital_server/answers/handover.hpp"
#include "hospital_server/cases/queries.hpp"
#include "tests/hospital_server/attached.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
using test::HospitalSetting;
namespace cases = hospital_server::cases;

namespace {
const std::vector<outbox::NewJob> jobs{{"hl7", "his"}, {"mqtt", "broker"}};

/// Everything that a case has come to, but for when and in which order its parts arrived.
std::string state_of_case(HospitalSetting& setting) {
    struct Question {
        const char* sql;
        std::size_t columns;
    };
    const Question questions[] = {
        {"SELECT sequence, cancelled, organisation, callsign, arrival, eta, priority, keyword, family_name, "
         "given_name, "
         "birth_date, sex, insurant_number, record FROM patient_case",
         14},
        {"SELECT code, taken_at, value, unit, name, method, flag FROM measurement ORDER BY code, taken_at, value", 7},
        {"SELECT sequence, kind FROM transmission ORDER BY sequence", 2}};
    std::string state;
    for (const auto& question : questions) {
        for (const auto& row : setting.cases.query(question.sql)) {
            for (std::size_t i = 0; i < question.columns; ++i) state += row.optional_text(i).value_or("-") + "|";
            state += "\n";
        }
    }
    return state;
}

std::vector<json::object> one_ride(const HospitalSetting& setting) {
    return {setting.record("stroke", 1), setting.record("kinds/update", 2), setting.record("kinds/vitals", 3),
            setting.record("kinds/position", 4), setting.record("kinds/protocol", 5)};
}

void forget(HospitalSetting& setting) {
    for (const char* sql : {"DELETE FROM patient_case", "DELETE FROM transmission", "DELETE FROM measurement",
                            "DELETE FROM attachment"}) {
        setting.cases.execute(sql);
    }
}
}  // namespace

TEST_CASE("a first transmission makes a case, its measurements, its jobs and one row of audit") {
    HospitalSetting setting;
    const auto record = setting.record("stemi");
    const auto stored = setting.store(record, jobs);
    REQUIRE(stored);
    CHECK(!stored->duplicate);
    CHECK(stored->stored_at == setting.clock.now());
    const auto row = setting.cases.query_one(
        "SELECT sequence, cancelled, priority, keyword, family_name, birth_date, insurant_number FROM patient_case");
    REQUIRE(row);
    CHECK(row->integer(0) == 1);
    CHECK(row->integer(1) == 0);
    CHECK(row->text(2) == "sk1");
    CHECK(row->text(3) == "STEMI Hinterwand");
    CHECK(row->text(4) == "Brandstätter");
    CHECK(row->text(5) == "1958-06-21");
    CHECK(row->text(6) == "B429173602");
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM measurement") ==
          static_cast<std::int64_t>(record.at("measurements").as_array().size()));
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery WHERE state = 'pending'") == 2);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM audit WHERE event = 'transmission.stored'") == 1);
    CHECK(setting.cases.query_one("SELECT record FROM transmission")->text(0) == json::serialize(record));
}

TEST_CASE("the same transmission again changes nothing; the same id with other content is a conflict") {
    HospitalSetting setting;
    auto record = setting.record("stemi");
    CHECK(setting.store(record, jobs));
    const auto first_stored_at = setting.clock.now();
    setting.clock.time += 1h;
    const auto again = setting.store(record, jobs);
    REQUIRE(again);
    CHECK(again->duplicate);
    CHECK(again->stored_at == first_stored_at);
    record["patient"].as_object()["family_name"] = "Somebody";
    const auto other = setting.store(record, jobs);
    REQUIRE(!other);
    CHECK(other.error().problem == core::Problem::conflict);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery") == 2);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM audit") == 1);
    CHECK(setting.cases.query_one("SELECT family_name FROM patient_case")->text(0) == "Brandstätter");
}

TEST_CASE("whatever order the transmissions of a ride arrive in, the case comes to the same") {
    HospitalSetting setting;
    auto ride = one_ride(setting);
    for (const auto& record : ride) CHECK(setting.store(record));
    const std::string in_order = state_of_case(setting);
    CHECK_THAT(in_order, Catch::Contains("5|protocol|"));
    std::mt19937 seeded{20261121};
    for (int round = 0; round < 12; ++round) {
        forget(setting);
        std::ranges::shuffle(ride, seeded);
        std::string order;
        for (const auto& record : ride) {
            order += std::to_string(record.at("slip").at("sequence").as_int64()) + " ";
            CHECK(setting.store(record));
        }
        INFO("arrived as " << order);
        CHECK(state_of_case(setting) == in_order);
    }
}

TEST_CASE("who sent a case is what the highest sequence says, also when a lower one comes later") {
    HospitalSetting setting;
    auto later = setting.record("kinds/update", 2);
    later["slip"].as_object()["sender"].as_object()["callsign"] = "NEF 2";
    CHECK(setting.store(later));
    CHECK(setting.store(setting.record("stroke", 1)));
    CHECK(setting.cases.query_one("SELECT callsign FROM patient_case")->text(0) == "NEF 2");
}

TEST_CASE("a measurement that two transmissions carry stands once") {
    HospitalSetting setting;
    auto first = setting.record("kinds/vitals", 1);
    CHECK(setting.store(first));
    const auto measured = setting.count(setting.cases, "SELECT COUNT(*) FROM measurement");
    CHECK(setting.store(setting.record("kinds/vitals", 2)));
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM measurement") == measured);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM transmission") == 2);
}

TEST_CASE("a cancellation holds until a later transmission, whatever arrives after it from before") {
    HospitalSetting setting;
    const auto cancelled = [&] { return setting.count(setting.cases, "SELECT cancelled FROM patient_case") != 0; };
    CHECK(setting.store(setting.record("kinds/cancellation", 3)));
    CHECK(cancelled());
    CHECK(setting.store(setting.record("stroke", 1)));
    CHECK(cancelled());
    const auto shown = cases::summary(setting.cases, setting.mailbox_id, setting.case_id);
    REQUIRE(shown);
    CHECK(shown->at("state") == "cancelled");
    CHECK(setting.store(setting.record("kinds/update", 4)));
    CHECK(!cancelled());
}

TEST_CASE("what is not committed leaves nothing: no version, no case, no job, no audit") {
    HospitalSetting setting;
    const auto record = setting.record("stemi");
    const std::vector<outbox::NewJob> too_long{{"hl7", "his"},
                                               {std::string_view{"a channel whose name no column holds, "
                                                                 "as long as it is"},
                                                "his"}};
    CHECK_THROWS_AS(setting.store(record, too_long), database::DatabaseError);
    for (const char* sql :
         {"SELECT COUNT(*) FROM patient_case", "SELECT COUNT(*) FROM transmission", "SELECT COUNT(*) FROM measurement",
          "SELECT COUNT(*) FROM delivery", "SELECT COUNT(*) FROM audit"}) {
        INFO(sql);
        CHECK(setting.count(setting.cases, sql) == 0);
    }
    CHECK(setting.store(record, jobs));
}

TEST_CASE("a summary says what a list shows, and a whole case keeps its keys to itself") {
    HospitalSetting setting;
    const test::Attached attached;
    auto record = setting.record("stemi");
    record["attachments"] = json::array{attached.described()};
    CHECK(setting.store(record, jobs));
    const auto whole = cases::whole_case(setting.cases, setting.mailbox_id, setting.case_id);
    REQUIRE(whole);
    const auto& summary = whole->at("summary").as_object();
    CHECK(summary.at("case") == setting.case_id.str().c_str());
    CHECK(summary.at("state") == "new");
    CHECK(summary.at("patient").at("last_name") == "Brandstätter");
    CHECK(summary.at("arrival").at("priority") == "sk1");
    CHECK(summary.at("attachments") == 1);
    CHECK(summary.at("deliveries").at("pending") == 2);
    CHECK(whole->at("versions").as_array().size() == 1);
    CHECK(whole->at("deliveries").as_array().at(0).at("target") == "his");
    CHECK(whole->at("attachments").as_array().at(0).at("complete") == false);
    const std::string text = json::serialize(*whole);
    CHECK(text.find(core::to_base64url(attached.key.key.view())) == std::string::npos);
    CHECK(text.find("nonce_prefix") == std::string::npos);
    CHECK(!cases::whole_case(setting.cases, setting.mailbox_id, core::new_case_id()));
}

TEST_CASE("the first who has seen a case is the one who did, and history leaves the list") {
    HospitalSetting setting;
    CHECK(setting.store(setting.record("stemi")));
    namespace answers = hospital_server::answers;
    const auto say = [&](envelope::AnswerEvent event, const char* name) {
        CHECK(answers::say(setting.cases, setting.case_id, {.event = event}, {name, "user", "192.0.2.1", "gateway"},
                           setting.clock.now()));
    };
    const auto listed = [&] { return cases::live_summaries(setting.cases, setting.mailbox_id, setting.clock.now()); };
    say(envelope::AnswerEvent::seen, "Erika Muster");
    say(envelope::AnswerEvent::seen, "Somebody Else");
    REQUIRE(listed().size() == 1);
    CHECK(listed().at(0).at("seen_by") == "Erika Muster");
    CHECK(listed().at(0).at("state") == "seen");
    say(envelope::AnswerEvent::arrived, "Erika Muster");
    say(envelope::AnswerEvent::arrived, "Somebody Else");
    CHECK(listed().at(0).at("state") == "arrived");
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM answer") == 2);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery WHERE channel = 'answer'") == 2);
    setting.clock.time += 12h + 1s;
    CHECK(listed().empty());
}

TEST_CASE("to accept is to have seen, and a room that has changed is not changed unseen") {
    HospitalSetting setting;
    CHECK(setting.store(setting.record("stemi")));
    namespace answers = hospital_server::answers;
    using envelope::AnswerEvent;
    const auto say = [&](const answers::Saying& saying) {
        setting.clock.time += 1s;
        return answers::say(setting.cases, setting.case_id, saying, {"Anna Beispiel", "anna", "192.0.2.1", "gateway"},
                            setting.clock.now());
    };
    const auto said = [&] { return answers::answers_of(setting.cases, setting.case_id); };
    CHECK(say({.event = AnswerEvent::accepted, .destination = "Schockraum 2"}));
    CHECK(say({.event = AnswerEvent::accepted, .destination = "Schockraum 9"}));  // the first counts
    REQUIRE(said().size() == 2);
    CHECK(said().at(0).at("event") == "seen");
    CHECK(said().at(1).at("destination") == "Schockraum 2");
    CHECK(said().at(1).at("told") == "pending");
    const auto known = core::AnswerId::parse(said().at(1).at("answer").as_string()).value();

    const auto unseen = say({.event = AnswerEvent::destination, .destination = "CT"});
    REQUIRE(!unseen);
    CHECK(unseen.error().problem == core::Problem::conflict);
    CHECK(say({.event = AnswerEvent::destination, .destination = "CT", .after = known}));
    CHECK(say({.event = AnswerEvent::destination, .destination = "CT", .after = known}));  // the same is no change
    CHECK(!say({.event = AnswerEvent::destination, .destination = "OP", .after = known}));
    CHECK(said().size() == 3);
    CHECK(say({.event = AnswerEvent::outcome, .text = "Stent", .outcome = sealing::Outcome::ward}));
    CHECK(!say({.event = AnswerEvent::outcome, .text = "Bypass", .outcome = sealing::Outcome::ward}));
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM audit WHERE user_name = 'anna'") == 4);
    CHECK(answers::say(setting.cases, core::new_case_id(), {}, {}, setting.clock.now()).error().problem ==
          core::Problem::not_found);
}

TEST_CASE("what was said can be taken back by the same person while the crew has not heard it") {
    HospitalSetting setting;
    CHECK(setting.store(setting.record("stemi")));
    namespace answers = hospital_server::answers;
    using envelope::AnswerEvent;
    const answers::Speaker anna{"Anna Beispiel", "anna", "192.0.2.1", "gateway", 10s};
    const answers::Speaker other{"Otto Anders", "otto", "192.0.2.2", "gateway", 10s};
    const auto say = [&](AnswerEvent event) {
        CHECK(answers::say(setting.cases, setting.case_id, {.event = event}, anna, setting.clock.now()));
    };
    const auto take_back = [&](const char* event, const answers::Speaker& who) {
        return answers::take_back(setting.cases, setting.case_id, event, who, setting.clock.now());
    };
    const auto state = [&] {
        return cases::summary(setting.cases, setting.mailbox_id, setting.case_id)->at("state").as_string();
    };
    say(AnswerEvent::seen);
    CHECK(setting.count(setting.cases,
                        "SELECT COUNT(*) FROM delivery WHERE channel = 'answer' AND due_at > created_at") == 1);
    CHECK(take_back("seen", other).error().problem == core::Problem::conflict);
    CHECK(take_back("arrived", anna).error().problem == core::Problem::conflict);
    CHECK(take_back("seen", anna));
    CHECK(state() == "new");
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM answer") == 0);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery WHERE channel = 'answer'") == 0);
    CHECK(take_back("seen", anna).error().problem == core::Problem::conflict);  // once

    say(AnswerEvent::accepted);
    setting.clock.time += 11s;
    CHECK(take_back("accepted", anna).error().problem == core::Problem::conflict);  // too late
    say(AnswerEvent::arrived);
    setting.cases.execute("UPDATE delivery SET state = 'delivered' WHERE channel = 'answer'");
    CHECK(take_back("arrived", anna).error().problem == core::Problem::conflict);  // the crew knows
    CHECK(state() == "arrived");
    CHECK(answers::take_back(setting.cases, core::new_case_id(), "seen", anna, setting.clock.now()).error().problem ==
          core::Problem::not_found);
}

TEST_CASE("what can be taken back is held back from feedback systems as from the crew, and withdrawn from both") {
    HospitalSetting setting;
    CHECK(setting.store(setting.record("stemi")));
    namespace answers = hospital_server::answers;
    const answers::Speaker anna{"Anna Beispiel", "anna", "192.0.2.1", "gateway", 10s, {"register"}};
    const auto waiting = [&] {
        return setting.count(setting.cases,
                             "SELECT COUNT(*) FROM delivery WHERE due_at = created_at + INTERVAL 10 SECOND");
    };
    const answers::Saying arrived{.event = envelope::AnswerEvent::arrived};
    CHECK(answers::say(setting.cases, setting.case_id, arrived, anna, setting.clock.now()));
    CHECK(waiting() == 2);
    CHECK(answers::take_back(setting.cases, setting.case_id, "arrived", anna, setting.clock.now()));
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery") == 0);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM answer") == 0);

    CHECK(answers::say(setting.cases, setting.case_id, arrived, anna, setting.clock.now()));
    setting.cases.execute("UPDATE delivery SET state = 'delivered' WHERE channel = 'feedback'");
    CHECK(answers::take_back(setting.cases, setting.case_id, "arrived", anna, setting.clock.now()).error().problem ==
          core::Problem::conflict);  // somebody outside knows
}

TEST_CASE("a handover is kept with its read-back, says that the patient has arrived, and can be taken back alone") {
    HospitalSetting setting;
    CHECK(setting.store(setting.record("stemi")));
    namespace answers = hospital_server::answers;
    const answers::Speaker anna{"Anna Beispiel", "anna", "192.0.2.1", "gateway", 10s};
    const auto summary = [&] { return *cases::summary(setting.cases, setting.mailbox_id, setting.case_id); };
    CHECK(answers::hand_over(setting.cases, setting.case_id, true, anna, setting.clock.now()));
    CHECK(answers::hand_over(setting.cases, setting.case_id, false, anna, setting.clock.now()));  // the first counts
    CHECK(summary().at("state") == "arrived");
    CHECK(summary().at("handed_over_by") == "Anna Beispiel");
    CHECK(summary().at("read_back") == true);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM answer") == 1);
    CHECK(answers::take_back(setting.cases, setting.case_id, "handed_over", anna, setting.clock.now()));
    CHECK(summary().at("handed_over_at").is_null());
    CHECK(summary().at("state") == "arrived");
    CHECK(answers::hand_over(setting.cases, core::new_case_id(), true, anna, setting.clock.now()).error().problem ==
          core::Problem::not_found);
}
