#include "hl7/adt.hpp"

#include "hl7/insurant_number.hpp"
#include "hl7/profiles.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using hl7::Adt;
using hl7::StayState;

namespace {
const core::Timestamp now = std::chrono::sys_days{std::chrono::year{2026} / 4 / 1} + 12h;

std::string header(std::string_view event) {
    return "MSH|^~\\&|KIS|KH|VORAB|ZNA|20260401114500||ADT^" + std::string{event} + "|1|P|2.5||||||UNICODE UTF-8\r";
}
const std::string pid =
    "PID|||99^^^Other^SS~4711^^^KH^PI||van Beethoven&van&Beethoven^Ludwig^Maria^^^Dr.^L~Keverich^^^^^^M||19451217|M|||"
    "Bonngasse 20&Bonngasse&20^^Bonn^^53111^^H\r";
const std::string pv1 = "PV1|1|E|ZNA^R1^2||||||||||||||||8264 ^^^KH^VN|||||||||||||||||||||||||20260401113000\r";

std::variant<Adt, hl7::NotForUs, hl7::Outcome> read(const std::string& bytes, const hl7::AdtReading& reading = {}) {
    return hl7::read_adt(hl7::Message::parse(bytes).value(), reading, now);
}
Adt adt(const std::string& bytes, const hl7::AdtReading& reading = {}) { return std::get<Adt>(read(bytes, reading)); }
}  // namespace

TEST_CASE("an admission says who, where and since when") {
    const auto said = adt(header("A01") + pid + pv1);
    CHECK(said.patient == hl7::PatientNumber{"4711", "KH"});
    CHECK(said.person.family_name == "van Beethoven");
    CHECK(said.person.given_name == "Ludwig Maria");
    CHECK(said.person.birth_name == "Keverich");
    CHECK(said.person.birth_date == "1945-12-17");
    CHECK(said.person.sex == "male");
    CHECK(said.person.street == "Bonngasse 20");
    CHECK(said.person.postal_code == "53111");
    CHECK(said.person.city == "Bonn");
    CHECK(said.stay.number == "8264");  // without the blank
    CHECK(said.stay.patient_class == "E");
    CHECK(said.stay.ward == "ZNA");
    CHECK(said.stay.state == StayState::present);
    CHECK(said.stay.admitted_at == now - 2h - 30min);  // 11:30 in summer is 9:30 UTC
}

TEST_CASE("each event makes its own of a stay") {
    const auto state = [](const char* event) { return adt(header(event) + pid + pv1).stay.state; };
    for (const char* event : {"A01", "A04", "A06", "A07", "A13"}) CHECK(state(event) == StayState::present);
    for (const char* event : {"A05", "A14"}) CHECK(state(event) == StayState::expected);
    for (const char* event : {"A11", "A38"}) CHECK(state(event) == StayState::cancelled);
    for (const char* event : {"A02", "A08", "A12"}) CHECK_FALSE(state(event));
    CHECK(state("A03") == StayState::discharged);
    for (const char* event : {"A28", "A31"}) CHECK(adt(header(event) + pid + pv1).stay.number.empty());
}

TEST_CASE("what is not there changes nothing, the HL7 null deletes") {
    const auto said = adt(header("A08") + "PID|||4711||\"\"^Ludwig||\"\"|\"\"\r");
    CHECK(said.person.family_name == "");
    CHECK(said.person.given_name == "Ludwig");
    CHECK(said.person.birth_date == "");
    CHECK_FALSE(said.person.city);
    CHECK_FALSE(said.person.insurant_number);
    CHECK_FALSE(said.stay.patient_class);
    CHECK_FALSE(adt(header("A08") + "PID|||4711||Beethoven||194512171\r").person.birth_date);  // nine digits
    CHECK_FALSE(adt(header("A08") + "PID|||4711||Beethoven||19450231\r").person.birth_date);
    CHECK(adt(header("A08") + "PID|||4711||&van&Beethoven\r").person.family_name == "van Beethoven");
}

TEST_CASE("the patient's number is the one of the best type, or of the authority that was named") {
    const std::string several = "PID|||1^^^A^MR~2^^^B^PT~3^^^C^PI~4^^^D^PI~5^^^E^XX\r";
    CHECK(adt(header("A08") + several).patient.number == "3");
    hl7::AdtReading reading;
    reading.patient_authority = "D";
    CHECK(adt(header("A08") + several, reading).patient.number == "4");
    CHECK(adt(header("A08") + "PID|||7^^^&www.example.com&DNS^PI\r").patient.authority == "www.example.com");
    CHECK(std::get<hl7::Outcome>(read(header("A08") + "PID|||5^^^E^XX\r")).location.field == 3);
}

TEST_CASE("the insurant number is taken wherever it stands, if its check digit holds") {
    const auto number = [](const std::string& bytes) { return adt(header("A01") + bytes).person.insurant_number; };
    CHECK(number("PID|||4711~x110411675^^^GKV^NH\r") == "X110411675");
    CHECK_FALSE(number("PID|||4711~X110411674^^^GKV^NH\r"));
    CHECK(number("PID|||4711||||||||||||||||A123456780\r") == "A123456780");
    std::string in1 = "IN1|1";
    in1.append(35, '|').append("X110465770\r");
    CHECK(number("PID|||4711\r" + in1) == "X110465770");
}

TEST_CASE("check digits of insurant numbers") {
    for (const char* valid : {"X110411675", "X110465770", "X110535541", "A123456780"})
        CHECK(hl7::is_insurant_number(valid));
    for (const char* wrong : {"A123456789", "X110411674", "T012042150", "", "1123456780", "A12345678", "A12345678O"})
        CHECK_FALSE(hl7::is_insurant_number(wrong));
    CHECK(hl7::tidy_insurant_number(" a1234-56780") == "A123456780");
}

TEST_CASE("a merge names the number that disappears, that of the same authority first") {
    const auto said = adt(header("A40") + "PID|||4711^^^KH^PI\rMRG|1^^^X~4710^^^KH^PI\r");
    REQUIRE(said.merged.size() == 1);
    CHECK(said.merged[0] == hl7::PatientNumber{"4710", "KH"});
    CHECK(adt(header("A40") + "PID|||4711^^^KH^PI\rMRG|4710\r").merged.at(0).number == "4710");
    CHECK(std::get<hl7::Outcome>(read(header("A40") + pid)).location.segment == core::PublicText{"MRG"});
    // Into itself: nothing to take over.
    CHECK(read(header("A40") + "PID|||4711^^^KH^PI\rMRG|4711^^^KH\r").index() == 2);
}

TEST_CASE("what is not for matching is taken and left alone") {
    CHECK(read(header("A60") + pid).index() == 1);
    CHECK(read("MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5\rPID|||1\r").index() == 1);
    CHECK(read(header("A02") + pid + "PV1|1|I\rZBE|1|20200101||INSERT|Y\r").index() == 1);
}

TEST_CASE("a message from the future counts as said now") {
    const auto later = adt("MSH|^~\\&|A|B|C|D|20300101||ADT^A08|1|P|2.5\r" + pid);
    CHECK(later.said_at == now);
    CHECK(adt(header("A08") + pid).said_at < now);
}

TEST_CASE("values too long for their place are refused or cut between characters") {
    const std::string number(65, '4');
    CHECK(read(header("A08") + "PID|||" + number + "\r").index() == 2);
    std::string name;
    for (int i = 0; i < 100; ++i) name += "ü";
    const auto cut = *adt(header("A08") + "PID|||1||" + name + "\r").person.family_name;
    CHECK(cut.size() == 120);
    CHECK(hl7::is_utf8(cut));
}

TEST_CASE("profiles go by name") {
    REQUIRE(hl7::adt_profile("cgm-medico"));
    CHECK(hl7::adt_profile("cgm-medico")->patient_types == std::vector<std::string>{"PI"});
    CHECK_FALSE(hl7::adt_profile("nobody"));
    CHECK(hl7::adt_profiles().size() == 8);
}

TEST_CASE("points in time are read as the site's wall clock, or by their offset") {
    const hl7::Zone zone;
    const auto day = [](unsigned month, unsigned date) {
        return core::Timestamp{std::chrono::sys_days{std::chrono::year{2026} / month / date}};
    };
    CHECK(hl7::from_hl7("20260401114500", zone) == day(4, 1) + 9h + 45min);
    CHECK(hl7::from_hl7("202601011145", zone) == day(1, 1) + 10h + 45min);
    CHECK(hl7::from_hl7("20260401114500.1234+0000", zone) == day(4, 1) + 11h + 45min);
    CHECK(hl7::from_hl7("20260401114500-0530", zone) == day(4, 1) + 17h + 15min);
    CHECK(hl7::from_hl7("2026", zone) == day(1, 1) - 1h);
    CHECK(hl7::from_hl7("202603290130", zone) == day(3, 29) + 30min);
    CHECK(hl7::from_hl7("202603290330", zone) == day(3, 29) + 1h + 30min);
    for (const char* wrong : {"", "26", "20261301", "20260230", "2026040125", "20260401x", "2026+99", "202604011145+1"})
        CHECK_FALSE(hl7::from_hl7(wrong, zone));
}
