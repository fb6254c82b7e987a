#include "hospital_server/record/facts.hpp"

#include "hospital_server/record/schema.hpp"
#include "tests/record/examples.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace vorab::hospital_server;
namespace json = boost::json;

namespace {
/// One of everything that the database has a column for. The schema is closed, so a member misspelt here is refused by
/// it; a member misspelt in facts.cpp leaves a hole in Facts.
json::object full_record() {
    auto record = test::example("stemi");
    record["measurements"] = {{{"code", "8867-4"},
                               {"name", "Heart rate"},
                               {"value", 52.5},
                               {"unit", "/min"},
                               {"at", "2026-01-15T13:33:00+01:00"},
                               {"method", "device"},
                               {"flag", "above_range"}}};
    record["attachments"] = {{{"id", "07f57311-ba8d-4d19-8899-cc1ceaeb4e9d"},
                              {"kind", "photo"},
                              {"media_type", "image/png"},
                              {"name", "Gesicht.png"},
                              {"size", 5},
                              {"sha256", std::string(64, 'a')},
                              {"chunk_size", 262144},
                              {"key", std::string(43, 'A')},
                              {"nonce_prefix", "AAAAAAAAAA"},
                              {"ciphertext_sha256", std::string(64, 'b')}}};
    return record;
}

core::Problem problem_of(const json::object& record) { return record::read_facts(record).error().problem; }
}  // namespace

TEST_CASE("every fact is found under the name that the schema gives it") {
    const auto record = full_record();
    REQUIRE(record::record_schema().check(record));
    const auto facts = record::read_facts(record).value();

    REQUIRE(facts.arrival);
    CHECK(facts.arrival->keyword == "STEMI Hinterwand");
    CHECK(facts.patient.family_name == "Brandstätter");
    CHECK(facts.patient.given_name == "Heinz-Peter");
    CHECK(facts.patient.birth_date == "1958-06-21");
    CHECK(facts.patient.sex == "male");
    CHECK(facts.patient.insurant_number == "B429173602");

    REQUIRE(facts.measurements.size() == 1);
    const auto& measured = facts.measurements.front();
    CHECK(measured.code == "8867-4");
    CHECK(measured.name == "Heart rate");
    CHECK(measured.value == 52.5);
    CHECK(measured.unit == "/min");
    CHECK(measured.at == core::parse_rfc3339("2026-01-15T12:33:00Z").value());
    CHECK(measured.method == "device");
    CHECK(measured.flag == "above_range");

    REQUIRE(facts.attachments.size() == 1);
    const auto& attachment = facts.attachments.front();
    CHECK(attachment.id.str() == "07f57311-ba8d-4d19-8899-cc1ceaeb4e9d");
    CHECK(attachment.kind == "photo");
    CHECK(attachment.media_type == "image/png");
    CHECK(attachment.name == "Gesicht.png");
    CHECK(attachment.size == 5);
    CHECK(attachment.chunk_size == 262144);
    CHECK(attachment.key.size() == 32);
    CHECK(attachment.nonce_prefix.size() == 7);
    CHECK(core::to_hex(attachment.sha256) == std::string(64, 'a'));
    CHECK(core::to_hex(attachment.ciphertext_sha256) == std::string(64, 'b'));
}

TEST_CASE("a record of slip and version has no facts, and that is no fault") {
    auto record = test::example("stemi");
    const json::object bare{{"schema_version", 1}, {"slip", record.at("slip")}};
    const auto facts = record::read_facts(bare).value();
    CHECK_FALSE(facts.arrival);
    CHECK_FALSE(facts.patient.family_name);
    CHECK(facts.measurements.empty());
    CHECK(facts.attachments.empty());
}

TEST_CASE("a measurement keeps its value whether it was written as an integer or not") {
    auto record = full_record();
    auto& value = record["measurements"].as_array()[0].as_object()["value"];
    value = 98;
    CHECK(record::read_facts(record).value().measurements.front().value == 98.0);
    value = -0.5;
    CHECK(record::read_facts(record).value().measurements.front().value == -0.5);
}

TEST_CASE("base64url with stray bits, which the schema's pattern lets pass, is refused with its pointer") {
    auto record = full_record();
    auto& attachment = record["attachments"].as_array()[0].as_object();
    attachment["key"] = std::string(42, 'A') + "B";  // 43 characters carry 258 bits; the last two must be zero
    REQUIRE(record::record_schema().check(record));
    CHECK(problem_of(record) == core::Problem::schema_violation);
    CHECK(record::read_facts(record).error().detail.view().starts_with("/attachments/0/key"));
    attachment["key"] = std::string(43, 'A');
    attachment["nonce_prefix"] = "AAAAAAAAAB";
    CHECK(problem_of(record) == core::Problem::schema_violation);
    CHECK(record::read_facts(record).error().detail.view().starts_with("/attachments/0/nonce_prefix"));
}
