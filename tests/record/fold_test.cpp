#include "hospital_server/record/fold.hpp"

#include <algorithm>
#include <map>
#include <random>

#include "hospital_server/record/facts.hpp"
#include "hospital_server/record/schema.hpp"
#include "tests/record/examples.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace vorab::hospital_server;
using record::fold;
namespace json = boost::json;

namespace {
using Records = std::vector<json::object>;

/// The patient of `stroke` with everything that is published about her, in the order of sequence.
Records stroke_case() {
    Records records{test::example("stroke")};
    for (const std::string kind : {"update", "vitals", "position", "assignment", "protocol", "cancellation"})
        records.push_back(test::example("kinds/" + kind));
    std::ranges::sort(records, {},
                      [](const json::object& record) { return record.at("slip").at("sequence").as_int64(); });
    return records;
}

/// As the server has it: what arrived is kept, and folded in the order of sequence.
json::object receive(const Records& arrivals) {
    std::map<std::int64_t, json::object> kept;
    for (const auto& record : arrivals) kept[record.at("slip").at("sequence").as_int64()] = record;
    json::object folded;
    for (const auto& [sequence, record] : kept) folded = fold(std::move(folded), record);
    return folded;
}

/// A record out of a small world, so that records often say something about the same thing.
json::object random_record(std::mt19937& chance) {
    const auto pick = [&](int below) { return static_cast<std::int64_t>(chance() % static_cast<unsigned>(below)); };
    const auto events = [&] {
        json::array list;
        for (auto i = pick(4); i > 0; --i) list.push_back(json::object{{"code", pick(3)}, {"at", pick(3)}});
        return list;
    };
    json::object record{{"slip", {{"sequence", pick(100)}}}};
    if (pick(2)) record["measurements"] = events();
    if (pick(2)) record["attachments"] = json::array{json::object{{"id", pick(3)}, {"name", pick(9)}}};
    if (pick(2)) record["scores"] = {{"gcs", events()}, {"naca", pick(7)}};
    if (pick(2)) record["arrival"] = {{pick(2) ? "eta" : "keyword", pick(50)}};
    if (pick(2)) record["position"] = {{pick(2) ? "latitude" : "speed", pick(50)}};
    if (pick(2)) record["remarks"] = pick(50);
    return record;
}
}  // namespace

TEST_CASE("a case is the same whatever order its transmissions arrived in") {
    auto records = stroke_case();
    const auto in_order = receive(records);
    std::mt19937 chance{20260115};
    for (int i = 0; i < 200; ++i) {
        std::ranges::shuffle(records, chance);
        CHECK(receive(records) == in_order);
    }
}

TEST_CASE("a folded case is a record again") {
    json::object folded;
    for (const auto& record : stroke_case()) {
        folded = fold(std::move(folded), record);
        CHECK(record::record_schema().check(folded));
        CHECK(record::read_facts(folded));
    }
}

TEST_CASE("folding once more what is there already changes nothing") {
    const auto records = stroke_case();
    const auto folded = receive(records);
    CHECK(fold(folded, folded) == folded);
    for (const auto& file : test::example_files()) {
        const auto record = test::read_json(file).as_object();
        INFO(file);
        CHECK(fold({}, record) == record);
        CHECK(fold(record, record) == record);
    }
}

TEST_CASE("folding in two steps or in one is the same") {
    std::mt19937 chance{42};
    for (int i = 0; i < 2000; ++i) {
        const auto a = random_record(chance), b = random_record(chance), c = random_record(chance);
        CHECK(fold(fold({}, a), fold(fold({}, b), c)) == fold(fold(fold({}, a), b), c));
    }
}

TEST_CASE("a measurement that is sent again with an update stands there once") {
    const auto stroke = test::example("stroke");
    auto update = test::example("kinds/update");
    const auto fresh = update.at("measurements").as_array();
    for (const auto& old : stroke.at("measurements").as_array()) update["measurements"].as_array().push_back(old);
    const auto folded = fold(stroke, update);
    CHECK(folded.at("measurements").as_array().size() == stroke.at("measurements").as_array().size() + fresh.size());
}

TEST_CASE("what happened once stays in the case: every list of events grows by what is new") {
    const auto stroke = test::example("stroke");
    const auto update = test::example("kinds/update");
    const auto folded = fold(stroke, update);
    for (const std::string pointer : {"/measurements", "/findings", "/scores/gcs"}) {
        INFO(pointer);
        const auto size = [&](const json::value& record) { return record.at_pointer(pointer).as_array().size(); };
        CHECK(size(folded) == size(stroke) + size(update));
    }
    for (const std::string list : {"attachments", "protocols"}) {
        const json::object earlier{{list, json::array{json::object{{"number", 1}}}}};
        const json::object later{{list, json::array{json::object{{"number", 2}}}}};
        CHECK(fold(earlier, later).at(list).as_array().size() == 2);
    }
    for (const std::string list : {"pees", "four_i_ss", "snihss_ems"}) {
        const json::object earlier{{"scores", {{list, json::array{json::object{{"sum", 1}}}}}}};
        const json::object later{{"scores", {{list, json::array{json::object{{"sum", 2}}}}}}};
        CHECK(fold(earlier, later).at("scores").at(list).as_array().size() == 2);
    }
}

TEST_CASE("what an update leaves out is unchanged") {
    const auto stroke = test::example("stroke");
    const auto position = test::example("kinds/position");
    const auto folded = fold(stroke, position);
    // The patient is nearer, and still a stroke.
    CHECK(folded.at("arrival").at("eta") == position.at("arrival").at("eta"));
    CHECK(folded.at("arrival").at("keyword") == stroke.at("arrival").at("keyword"));
    CHECK(folded.at("arrival").at("priority") == stroke.at("arrival").at("priority"));
    CHECK(folded.at("patient") == stroke.at("patient"));

    const auto update = test::example("kinds/update");
    const auto updated = fold(stroke, update);
    CHECK(updated.at("pre_notification").at("text") == update.at("pre_notification").at("text"));
    CHECK(updated.at("pre_notification").at("diagnosis") == stroke.at("pre_notification").at("diagnosis"));
}

TEST_CASE("the later sequence wins a member, and a statement replaces the earlier one whole") {
    const json::object earlier{{"remarks", "first"},
                               {"history", {{"allergies", {"Penicillin", "Latex"}}, {"illness", "ACS"}}},
                               {"position", {{"latitude", 1}, {"speed_km_per_h", 80}}}};
    const json::object later{
        {"remarks", "second"}, {"history", {{"allergies", {"Penicillin"}}}}, {"position", {{"latitude", 2}}}};
    const auto folded = fold(earlier, later);
    CHECK(folded.at("remarks") == "second");
    CHECK(folded.at("history").at("allergies") == json::array{"Penicillin"});  // a list that was corrected
    CHECK(folded.at("history").at("illness") == "ACS");
    CHECK(folded.at("position") == json::object{{"latitude", 2}});  // a speed belongs to its own place
}

TEST_CASE("scores and medicines of several transmissions are all kept, in order") {
    const json::object earlier{{"scores", {{"gcs", {{{"sum", 14}}}}}},
                               {"medication", {{"given", {{{"name", "ASS"}}}}}}};
    const json::object later{{"scores", {{"gcs", {{{"sum", 10}}}}}},
                             {"medication", {{"given", {{{"name", "Heparin"}}}}}}};
    const auto folded = fold(earlier, later);
    CHECK(folded.at("scores").at("gcs").as_array().size() == 2);
    CHECK(folded.at("scores").at("gcs").as_array()[1].at("sum") == 10);
    CHECK(folded.at("medication").at("given").as_array().size() == 2);
}

TEST_CASE("an attachment that is described again is the same attachment") {
    const json::object earlier{{"attachments", {{{"id", "a"}, {"name", "old"}}, {{"id", "b"}, {"name", "other"}}}}};
    const json::object later{{"attachments", {{{"id", "a"}, {"name", "new"}}}}};
    const auto attachments = fold(earlier, later).at("attachments").as_array();
    REQUIRE(attachments.size() == 2);
    CHECK(attachments[0].at("name") == "new");
    CHECK(attachments[1].at("name") == "other");
}
