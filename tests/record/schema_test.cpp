#include "hospital_server/record/schema.hpp"

#include <set>

#include "common/envelope/arrival.hpp"
#include "common/envelope/slip.hpp"
#include "hospital_server/record/facts.hpp"
#include "hospital_server/record/schema_texts.hpp"
#include "tests/record/examples.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace vorab::hospital_server;
namespace json = boost::json;

namespace {
/// "/arrival/eta: type string is expected" -> "/arrival/eta"; the root is "/".
std::string pointer_of(const core::Failure& failure) {
    const std::string detail = failure.detail.str();
    const auto pointer = detail.substr(0, detail.find(':'));
    return pointer == "/" ? "" : pointer;
}

json::object schema_document(std::string_view text) { return core::parse_json_object(text).value(); }

/// The words that a schema allows at a pointer.
std::vector<std::string> words(std::string_view schema, const std::string& pointer) {
    const json::value document = schema_document(schema);
    std::vector<std::string> result;
    for (const auto& word : document.at_pointer(pointer).as_array()) result.emplace_back(word.as_string());
    return result;
}

record::Schema small(std::string_view body) {
    return record::Schema::compile({std::string{R"({"$id":"urn:s",)"} + std::string{body} + "}"}, "urn:s");
}
bool holds(std::string_view schema, std::string_view value) {
    return small(schema).check(core::parse_json(value).value()).has_value();
}
}  // namespace

TEST_CASE("every published example is a record") {
    const auto files = test::example_files();
    CHECK(files.size() > 55);
    for (const auto& file : files) {
        INFO(file);
        const auto record = test::read_json(file);
        CHECK(record::record_schema().check(record));
        CHECK(record::read_facts(record.as_object()));
    }
}

TEST_CASE("every case of tests/schemas gets the verdict and the pointer that the independent validator gives") {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("tests/schemas/cases")) {
        const auto cases = test::read_json(entry.path());
        for (const auto& item : cases.as_array()) {
            const auto& test_case = item.as_object();
            INFO(entry.path().filename() << ": " << test_case.at("name").as_string());
            const auto base = test::example(std::string{test_case.at("base").as_string()});
            const auto record = test::patched(base, test_case.at("change").as_array());
            const auto verdict = record::record_schema().check(record);
            const bool valid = test_case.at("valid").as_bool();
            CHECK(verdict.has_value() == valid);
            if (!valid && !verdict) {
                CHECK(verdict.error().problem == core::Problem::schema_violation);
                CHECK(pointer_of(verdict.error()) == test_case.at("pointer").as_string());
            }
            // What the schema lets pass, the C++ types take; what they do not take, the schema refuses.
            if (verdict) CHECK(record::read_facts(record));
            if (verdict) CHECK(envelope::read_slip(record.at("slip").as_object()));
            ++count;
        }
    }
    CHECK(count > 100);
}

TEST_CASE("the slip's schema and its C++ type allow the same kinds") {
    const auto kinds = words(record::slip_schema_text(), "/properties/kind/enum");
    CHECK(kinds.size() == 8);
    for (const auto& kind : kinds) CHECK(envelope::parse_kind(kind));
}

TEST_CASE("the arrival's schema and its C++ type allow the same words") {
    const auto take = [](const char* member, json::value value) {
        return envelope::read_arrival({{member, std::move(value)}}).has_value();
    };
    for (const auto& word : words(record::arrival_schema_text(), "/properties/priority/enum"))
        CHECK(take("priority", json::value(word)));
    for (const auto& word : words(record::arrival_schema_text(), "/properties/sex/enum"))
        CHECK(take("sex", json::value(word)));
    for (const auto& word : words(record::arrival_schema_text(), "/properties/eta_source/enum"))
        CHECK(take("eta_source", json::value(word)));
    const auto flags = words(record::arrival_schema_text(), "/properties/flags/items/enum");
    CHECK(flags.size() == 22);
    for (const auto& flag : flags) CHECK(take("flags", json::array{json::value(flag)}));
}

TEST_CASE("the arrival's schema and its C++ type know the same members") {
    std::set<std::string> published, known;
    const auto schema = schema_document(record::arrival_schema_text());
    for (const auto& [name, ignored] : schema.at("properties").as_object()) published.insert(name);
    envelope::Arrival full{core::Timestamp{},
                           envelope::EtaSource::gps,
                           envelope::Priority::sk1,
                           "k",
                           "1",
                           1,
                           envelope::Sex::male,
                           {"cpr"},
                           "t",
                           "d",
                           "c"};
    const auto written = envelope::to_json(full);
    for (const auto& [name, ignored] : written) known.insert(name);
    CHECK(published == known);
}

TEST_CASE("a refusal never repeats a word of the record") {
    auto record = test::example("stemi");
    record["patient"].as_object()["Brandstaetter"] = "Heinz-Peter";
    const auto verdict = record::record_schema().check(record);
    REQUIRE_FALSE(verdict);
    CHECK(verdict.error().detail.view().find("Brandst") == std::string_view::npos);
    CHECK(verdict.error().detail.view().find("Heinz") == std::string_view::npos);
}

TEST_CASE("a schema beyond the subset does not compile") {
    for (const auto* body :
         {R"("anyOf":[])", R"("patternProperties":{})", R"("additionalProperties":true)", R"("format":"hostname")",
          R"("pattern":"a|b")", R"("properties":{"a":{"not":{}}})", R"("$ref":"#/$defs/none")"}) {
        INFO(body);
        CHECK_THROWS_AS(small(body), std::logic_error);
    }
}

TEST_CASE("lengths count characters, bounds include themselves, integers may be written with a point") {
    CHECK(holds(R"("maxLength":3)", R"("äöü")"));
    CHECK_FALSE(holds(R"("maxLength":2)", R"("äöü")"));
    CHECK(holds(R"("minLength":1,"maxLength":1)", R"("🚑")"));
    CHECK(holds(R"("minimum":1,"maximum":2)", "2"));
    CHECK_FALSE(holds(R"("maximum":2)", "2.0001"));
    CHECK(holds(R"("type":"integer")", "3.0"));
    CHECK_FALSE(holds(R"("type":"integer")", "3.5"));
    CHECK_FALSE(holds(R"("type":["string","integer"])", "true"));
}

TEST_CASE("what stands beside a $ref applies as well") {
    const auto* schema = R"("$defs":{"line":{"type":"string","maxLength":5}},"$ref":"#/$defs/line","minLength":3)";
    CHECK(holds(schema, R"("four")"));
    CHECK_FALSE(holds(schema, R"("to")"));
    CHECK_FALSE(holds(schema, R"("longer")"));
}

TEST_CASE("const, unique entries and counts hold") {
    CHECK(holds(R"("const":1)", "1"));
    CHECK_FALSE(holds(R"("const":1)", "2"));
    CHECK(holds(R"("uniqueItems":true)", R"([1,2,{"a":1}])"));
    CHECK_FALSE(holds(R"("uniqueItems":true)", R"([{"a":1,"b":2},{"b":2,"a":1}])"));
    CHECK(holds(R"("minItems":1,"maxItems":2)", "[1,1]"));
    CHECK_FALSE(holds(R"("minItems":1)", "[]"));
    CHECK_FALSE(holds(R"("maxItems":2)", "[1,1,1]"));
    CHECK_FALSE(holds(R"("items":{"type":"string"})", R"(["a",1])"));
}

TEST_CASE("dates and times that no calendar has are refused") {
    for (const auto* text : {R"("2026-02-29")", R"("2026-13-01")", R"("2026-1-01")", R"("2026-01-01T00:00:00Z")"})
        CHECK_FALSE(holds(R"("format":"date")", text));
    CHECK(holds(R"("format":"date")", R"("2028-02-29")"));
    for (const auto* text : {R"("2026-01-01T24:00:00Z")", R"("2026-01-01T00:00:00")", R"("2026-01-01")"})
        CHECK_FALSE(holds(R"("format":"date-time")", text));
    CHECK(holds(R"("format":"date-time")", R"("2026-01-01T23:59:59.5+14:00")"));
}
