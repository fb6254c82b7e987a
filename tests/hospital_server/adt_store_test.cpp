#include "hospital_server/adt/forgetting.hpp"
#include "hospital_server/adt/merge.hpp"
#include "tests/hospital_server/adt_setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using hl7::StayState;
namespace adt = hospital_server::adt;
using test::AdtSetting;

TEST_CASE("an admission is a patient with a stay; each event changes what it is about") {
    AdtSetting his;
    his.say({his.message("A01", his.pid("1", "Müller^Jürgen", "19450812") + his.pv1("F1"))});
    auto patient = his.patient("1");
    REQUIRE(patient);
    CHECK(patient->family_name == "Müller");
    CHECK(patient->birth_date == "1945-08-12");
    REQUIRE(patient->stays.size() == 1);
    CHECK(patient->stays[0].state == StayState::present);
    CHECK(patient->stays[0].ward == "ZNA");
    his.say({his.message("A03", his.pid("1", "Müller^Jürgen", "19450812") + his.pv1("F1"))});
    CHECK(his.patient("1")->stays[0].state == StayState::discharged);
    his.say({his.message("A13", his.pid("1", "Müller^Jürgen", "19450812") + his.pv1("F1"))});
    CHECK(his.patient("1")->stays[0].state == StayState::present);
    his.say({his.message("A11", his.pid("1", "Müller^Jürgen", "19450812") + his.pv1("F1"))});
    CHECK(his.patient("1")->stays[0].state == StayState::cancelled);
    his.say({his.message("A08", his.pid("1", "Möller^", "19450812") + his.pv1("F1"))});
    patient = his.patient("1");
    CHECK(patient->stays[0].state == StayState::cancelled);  // an update brings nobody back
    CHECK(patient->family_name == "Möller");
    CHECK(patient->given_name == "Jürgen");  // empty: no change
    his.say({his.message("A31", "PID|||1^^^KH^PI||\"\"^\"\"\r")});
    CHECK(his.patient("1")->family_name.empty());
}

TEST_CASE("a discharge of a stay that nobody knows is a stay that has ended") {
    AdtSetting his;
    his.say({his.message("A03", his.pid("1", "Weber^Eva", "19800101", "F") + his.pv1("F9"))});
    CHECK(his.patient("1")->stays.at(0).state == StayState::discharged);
}

TEST_CASE("the same message again changes nothing, one of the same id with other content does") {
    AdtSetting his;
    const auto first = his.message("A01", his.pid("1", "Weber^Eva", "19800101", "F") + his.pv1("F1"));
    CHECK(his.say({first}).repeated == 0);
    CHECK(his.say({first}).repeated == 1);
    CHECK(his.say({first, his.message("A08", his.pid("1", "Weber^Ewa", "19800101", "F"))}).repeated == 1);
    CHECK(his.patient("1")->given_name == "Ewa");
    auto other = first;
    other.replace(other.find("Eva"), 3, "Eve");
    CHECK(his.say({other, other}).repeated == 1);
    CHECK(his.patient("1")->given_name == "Eve");
}

TEST_CASE("what was said earlier changes nothing, in whatever order it comes") {
    AdtSetting his;
    his.say({his.message("A08", his.pid("1", "Neu^Eva", "19800101") + his.pv1("F1"), "20261121120000"),
             his.message("A08", his.pid("1", "Alt^Eva", "19800101") + his.pv1("F1"), "20261121110000")});
    CHECK(his.patient("1")->family_name == "Neu");
    his.say({his.message("A03", his.pid("1", "Alt^Eva", "19800101") + his.pv1("F1"), "20261121113000")});
    CHECK(his.patient("1")->family_name == "Neu");
    CHECK(his.patient("1")->stays.at(0).state == StayState::present);
}

TEST_CASE("a merge points the old number to the new one and takes its stays along") {
    AdtSetting his;
    his.say({his.message("A01", his.pid("1", "Weber^Eva", "19800101") + his.pv1("F1")),
             his.message("A01", his.pid("2", "Weber^Ewa", "19800101") + his.pv1("F2")),
             his.message("A40", his.pid("1", "Weber^Eva", "19800101") + "MRG|2^^^KH^PI\r")});
    CHECK(his.patient("2")->merged_into == hl7::PatientNumber{"1", "KH"});
    CHECK(his.patient("2")->stays.empty());
    CHECK(his.patient("1")->stays.size() == 2);
    // An unknown old number is noted: a message about it that is late finds the right patient.
    his.say({his.message("A40", his.pid("1", "Weber^Eva", "19800101") + "MRG|7^^^KH^PI\r")});
    CHECK(adt::living(his.server, {"7", "KH"}).number == "1");
}

TEST_CASE("merges in a circle leave one patient alive") {
    AdtSetting his;
    const auto into = [&](const char* winner, const char* loser) {
        return his.message("A40", his.pid(winner, "Weber^Eva", "19800101") + "MRG|" + loser + "^^^KH^PI\r");
    };
    his.say({into("B", "A"), into("A", "B")});
    CHECK(adt::living(his.server, {"A", "KH"}).number == "A");
    CHECK(adt::living(his.server, {"B", "KH"}).number == "A");
    his.say({into("C", "A"), into("B", "C"), into("A", "B")});
    for (const char* number : {"A", "B", "C"}) CHECK(adt::living(his.server, {number, "KH"}).number == "A");
}

TEST_CASE("a stay that is told of another patient follows, and the audit says so") {
    AdtSetting his;
    his.say({his.message("A01", his.pid("1", "Weber^Eva", "19800101") + his.pv1("F1"))});
    const auto stored = his.say({his.message("A01", his.pid("2", "Groß^Karl", "19500505") + his.pv1("F1"))});
    CHECK(stored.moved == 1);
    CHECK(his.patient("1")->stays.empty());
    CHECK(his.patient("2")->stays.size() == 1);
    CHECK(his.count(his.server, "SELECT COUNT(*) FROM audit WHERE event = 'adt.stay_of_another_patient'") == 1);
}

TEST_CASE("candidates are found by number, by date, by sound and by the hour of arrival") {
    AdtSetting his;
    his.say({his.message("A01", his.pid("1", "Meyer^Eva", "19800304") + his.pv1("F1", "20261101080000")),
             his.message("A01", his.pid("2", "Groß^Karl", "19500505") + his.pv1("F2", "20261121121500")),
             his.message("A28", "PID|||3^^^KH^PI~X110411675^^^GKV^NH||Albers^Udo||19600606\r")});
    const auto numbers = [&](const adt::Search& search) {
        std::string all;
        for (const auto& found : adt::find_candidates(his.server, search)) all += found.id.number;
        return all;
    };
    adt::Search search;
    search.from = search.until = his.clock.now() - 1000h;
    CHECK(numbers(search).empty());
    search.insurant_number = "X110411675";
    CHECK(numbers(search) == "3");
    search.insurant_number.clear();
    search.birth_dates = {"1980-04-03", "1980-03-04"};
    CHECK(numbers(search) == "1");
    search.birth_dates.clear();
    search.name_codes = {"67"};  // Maier
    search.birth_year = 1981;
    CHECK(numbers(search) == "1");
    search.birth_year = 1990;
    CHECK(numbers(search).empty());
    search.from = his.clock.now() - 2h;
    search.until = his.clock.now() + 12h;
    CHECK(numbers(search) == "2");
    search.birth_year = 0;
    CHECK(numbers(search) == "2");
}

TEST_CASE("a name is found by sound whichever message brought it, and whichever the birth date") {
    AdtSetting his;
    const auto found = [&](const char* code, std::int64_t year) {
        adt::Search search;
        search.from = search.until = his.clock.now() - 1000h;
        search.name_codes = {code};
        search.birth_year = year;
        return adt::find_candidates(his.server, search).size();
    };
    his.say({his.message("A01", his.pid("1", "Weber^Eva", "19800101") + his.pv1("F1"))});
    his.say({his.message("A08", "PID|||1^^^KH^PI||Meyer^Eva\r")});  // married, no birth date
    CHECK(found("67", 1980) == 1);
    his.say({his.message("A08", "PID|||1^^^KH^PI||||19850101\r")});  // a birth date, no name
    CHECK(found("67", 1985) == 1);
    his.say({his.message("A08", "PID|||2^^^KH^PI||Groß^Karl\r"), his.message("A08", "PID|||2^^^KH^PI||||19500505\r"),
             his.message("A08", "PID|||2^^^KH^PI||Schmidt\r")});
    CHECK(found("478", 1950) == 1);
    CHECK(found("862", 1950) == 1);
}

TEST_CASE("a stay that changes hands twice in one transaction is noticed twice") {
    AdtSetting his;
    const auto of = [&](const char* number, const char* time) {
        return his.message("A08", his.pid(number, "Weber^Eva", "19800101") + his.pv1("F1"), time);
    };
    CHECK(his.say({of("1", "20261121120000"), of("2", "20261121120100"), of("1", "20261121120200")}).moved == 2);
    CHECK(his.say({of("2", "20261121110000")}).moved == 0);  // said before
    CHECK(his.patient("1")->stays.size() == 1);
}

TEST_CASE("a person's word finds a number, a visit or the beginning of a name, and nothing else") {
    AdtSetting his;
    his.say({his.message("A01", his.pid("4711", "Meyer%^Eva", "19800304") + his.pv1("F1")),
             his.message("A01", his.pid("4712", "Meyerling^Udo", "19700304") + his.pv1("F2"))});
    const auto count = [&](const char* word) { return adt::find_by_word(his.server, word).size(); };
    CHECK(count("4711") == 1);
    CHECK(count("F2") == 1);
    CHECK(count("meyer") == 2);
    CHECK(count("Meyer%") == 1);
    CHECK(count("_eyer") == 0);
    CHECK(count("\\") == 0);
}

TEST_CASE("what nothing was heard of is forgotten, patients after their stays") {
    AdtSetting his;
    his.say({his.message("A01", his.pid("1", "Weber^Eva", "19800101") + his.pv1("F1"))});
    adt::quarantine(his.server, "kis", "truncated", "MSH|half", his.clock.now());
    his.clock.time += 240h;
    his.say({his.message("A01", his.pid("2", "Groß^Karl", "19500505") + his.pv1("F2"))});
    CHECK(adt::forget_unheard_since(his.server, his.clock.now() - 100h) > 0);
    while (adt::forget_unheard_since(his.server, his.clock.now() - 100h) > 0) {
    }
    CHECK_FALSE(his.patient("1"));
    CHECK(his.patient("2"));
    CHECK(his.count(his.server, "SELECT COUNT(*) FROM his_message") == 1);
    CHECK(his.count(his.server, "SELECT COUNT(*) FROM his_quarantine") == 0);
    CHECK(his.count(his.server, "SELECT COUNT(*) FROM his_name_key WHERE number = '1'") == 0);
}

TEST_CASE("the quarantine keeps a beginning of each, and only the newest") {
    AdtSetting his;
    const std::string long_one(10'000, 'x');
    for (int i = 0; i < 510; ++i) adt::quarantine(his.server, "kis", "truncated", long_one, his.clock.now());
    CHECK(his.count(his.server, "SELECT COUNT(*) FROM his_quarantine") == 500);
    CHECK(his.count(his.server, "SELECT MAX(LENGTH(bytes)) FROM his_quarantine") == 4096);
}
