#include "hospital_server/record/plausibility.hpp"

#include <boost/json/serialize.hpp>

#include "hospital_server/record/difference.hpp"
#include "hospital_server/record/fold.hpp"
#include "tests/record/examples.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
namespace json = boost::json;
namespace record = hospital_server::record;

namespace {
std::string flags_of(const json::object& of) { return json::serialize(record::implausible(of)); }

std::string changed(const char* change) {
    return flags_of(test::patched(test::example("stroke"), core::parse_json(change).value().as_array()));
}

bool flagged(const std::string& flags, const std::string& pointer, const std::string& flag) {
    return flags.find(R"({"pointer":")" + pointer + R"(","flag":")" + flag + R"("})") != std::string::npos;
}
}  // namespace

TEST_CASE("a heart rate of 900 is flagged and so is no pulse at all; a fast one is a patient") {
    CHECK(flagged(
        changed(
            R"([{"op":"add","path":"/measurements/0","value":{"code":"8867-4","name":"HR","value":900,"unit":"/min","at":"2026-11-21T14:00:00Z"}}])"),
        "/measurements/0", "out_of_range"));
    CHECK(flagged(
        changed(
            R"([{"op":"add","path":"/measurements/0","value":{"code":"8867-4","name":"HR","value":0,"unit":"/min","at":"2026-11-21T14:00:00Z"}}])"),
        "/measurements/0", "out_of_range"));
    CHECK(!flagged(
        changed(
            R"([{"op":"add","path":"/measurements/0","value":{"code":"8867-4","name":"HR","value":212,"unit":"/min","at":"2026-11-21T14:00:00Z"}}])"),
        "/measurements/0", "out_of_range"));
}

TEST_CASE("a score whose sum is not that of its items is flagged; one with an item left out has no sum to differ") {
    const std::string wrong =
        R"([{"op":"add","path":"/scores/gcs/0","value":{"at":"2026-11-21T14:00:00Z","eye":3,"verbal":4,"motor":5,"sum":13}}])";
    CHECK(flagged(changed(wrong.c_str()), "/scores/gcs/0/sum", "sum_differs"));
    const std::string part =
        R"([{"op":"add","path":"/scores/gcs/0","value":{"at":"2026-11-21T14:00:00Z","eye":3,"motor":5,"not_testable":["verbal"],"sum":13}}])";
    CHECK(!flagged(changed(part.c_str()), "/scores/gcs/0/sum", "sum_differs"));
}

TEST_CASE("an insurant number with a wrong check digit is flagged, one of another form is none") {
    const auto number = [](const char* text) {
        auto made = test::example("stroke");
        made["insurance"] = json::object{{"insurant_number", text}};
        return flagged(flags_of(made), "/insurance/insurant_number", "check_digit");
    };
    CHECK(!number("A123456780"));  // the example of the specification
    CHECK(number("A123456781"));
    CHECK(number("B123456780"));
    CHECK(!number("PKV 4711"));
}

TEST_CASE("steps out of order, a birth to come and contradictions are flagged") {
    auto made = test::example("stroke");
    made["times"] = json::object{
        {"alarm", "2026-11-21T13:40:00Z"}, {"status_3", "2026-11-21T13:39:00Z"}, {"status_8", "2026-11-21T13:59:00Z"}};
    made["patient"] = json::object{{"birth_date", "2031-01-01"}, {"sex", "male"}};
    made["questionnaire"] = json::object{{"pregnant", "yes"}};
    made["medication"] = json::object{{"none_given", true}, {"given", json::array{json::object{{"name", "ASS"}}}}};
    const auto flags = flags_of(made);
    CHECK(flagged(flags, "/times/status_3", "order"));
    CHECK(!flagged(flags, "/times/status_8", "order"));
    CHECK(flagged(flags, "/patient/birth_date", "future"));
    CHECK(flagged(flags, "/questionnaire/pregnant", "contradiction"));
    CHECK(flagged(flags, "/medication/none_given", "contradiction"));
}

TEST_CASE("every published record can be judged") {
    for (const auto& file : test::example_files()) {
        INFO(file.string());
        CHECK_NOTHROW(record::implausible(test::read_json(file).as_object()));
    }
}

TEST_CASE("nothing has changed between a record and itself, and all of it is new to nobody") {
    const auto stroke = test::example("stroke");
    CHECK(record::difference(stroke, stroke).empty());
    for (const auto& change : record::difference({}, stroke)) CHECK(change.at("change") == "added");
}

TEST_CASE("what an update brings is told member by member and event by event") {
    const json::object before{{"patient", {{"sex", "male"}, {"city", "Musterstadt"}}},
                              {"measurements", json::array{json::object{{"code", "1"}}}},
                              {"history", {{"illnesses", json::array{"A"}}}}};
    const json::object update{{"patient", {{"city", "Musterdorf"}, {"country", "DE"}}},
                              {"measurements", json::array{json::object{{"code", "1"}}, json::object{{"code", "2"}}}},
                              {"history", {{"illnesses", json::array{"A", "B"}}}}};
    const auto changes = record::difference(before, record::fold(before, update));
    CHECK(json::serialize(changes) ==
          R"([{"pointer":"/patient/city","change":"changed","before":"Musterstadt","after":"Musterdorf"},)"
          R"({"pointer":"/patient/country","change":"added","before":null,"after":"DE"},)"
          R"({"pointer":"/measurements/1","change":"added","before":null,"after":{"code":"2"}},)"
          R"({"pointer":"/history/illnesses","change":"changed","before":["A"],"after":["A","B"]}])");
    CHECK(json::serialize(record::difference({{"a", 1}}, {})) ==
          R"([{"pointer":"/a","change":"removed","before":1,"after":null}])");
}
