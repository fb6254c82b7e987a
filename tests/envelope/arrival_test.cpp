#include "common/envelope/arrival.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/core/json.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;

TEST_CASE("the arrivals of the published examples are read, and written again with the same meaning") {
    int arrivals = 0;
    for (const auto& file : std::filesystem::directory_iterator("schemas/examples")) {
        if (file.path().extension() != ".json") continue;
        std::ifstream in(file.path());
        const auto record = core::parse_json_object(std::string{std::istreambuf_iterator<char>(in), {}});
        if (!record || !record->contains("arrival")) continue;
        INFO(file.path());
        const auto arrival = envelope::read_arrival(record->at("arrival").as_object());
        REQUIRE(arrival);
        CHECK(*envelope::read_arrival(envelope::to_json(*arrival)) == *arrival);
        ++arrivals;
    }
    CHECK(arrivals >= 3);
}

TEST_CASE("an arrival may be empty") { CHECK(envelope::read_arrival({})); }

TEST_CASE("a name has no place in an arrival, nor has anything else that a wall should not show") {
    for (const char* text :
         {R"({"name":"x"})", R"({"birth_date":"1950-01-01"})", R"({"age":91})", R"({"age":-1})", R"({"age":"7"})",
          R"({"priority":"red"})", R"({"eta":"soon"})", R"({"eta_source":"guess"})", R"({"code":"12a"})",
          R"({"code":""})", R"({"keyword":""})", R"({"text":"a\u001bb"})", R"({"flags":["cpr","cpr"]})",
          R"({"flags":["unknown"]})", R"({"flags":[1]})", R"({"flags":"cpr"})", R"({"sex":"m"})",
          R"({"keyword":"12345678901234567890123456789012345678901"})"}) {
        INFO(text);
        const auto arrival = envelope::read_arrival(*core::parse_json_object(text));
        REQUIRE_FALSE(arrival);
        CHECK(arrival.error().problem == core::Problem::schema_violation);
    }
}
