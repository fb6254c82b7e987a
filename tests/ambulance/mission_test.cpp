#include "tools/ambulance/mission.hpp"

#include <fstream>
#include <map>

#include "tests/ambulance/catch.hpp"

using namespace vorab;
using namespace vorab::ambulance;
namespace json = boost::json;

namespace {
const auto now = core::parse_rfc3339("2026-07-03T09:10:11.75Z").value();

json::object example(const std::string& name) { return read_json_file("schemas/examples/" + name + ".json").value(); }
json::object renewed_example(const std::string& name, const Wishes& wishes = {}) {
    return renewed(example(name), wishes, now).value().record;
}
core::Timestamp time_at(const json::object& record, const std::string& pointer) {
    return core::parse_rfc3339(json::value(record).at_pointer(pointer).as_string()).value();
}

/// Every text by its place.
void texts_in(const json::value& value, const std::string& path, std::map<std::string, std::string>& found) {
    if (value.is_string()) found[path] = value.get_string();
    if (value.is_array())
        for (std::size_t i = 0; i < value.get_array().size(); ++i)
            texts_in(value.get_array()[i], path + "/" + std::to_string(i), found);
    if (value.is_object())
        for (const auto& [name, inner] : value.get_object()) texts_in(inner, path + "/" + std::string{name}, found);
}
}  // namespace

TEST_CASE("the mission happens now: created now, due after as long as the file says") {
    const auto record = renewed_example("stemi");
    const auto created = time_at(record, "/slip/created_at");
    CHECK(created == core::parse_rfc3339("2026-07-03T09:10:11Z").value());  // whole seconds, not in the future
    CHECK(time_at(record, "/arrival/eta") - created == std::chrono::minutes{14});
    CHECK(time_at(record, "/measurements/0/at") - created == std::chrono::minutes{-27});
}

TEST_CASE("every time moves by the same span and nothing else changes but ids and the mission's day") {
    const auto before = example("stemi");
    const auto mission = renewed(before, {}, now).value();
    std::map<std::string, std::string> old_texts, new_texts;
    texts_in(before, "", old_texts);
    texts_in(mission.record, "", new_texts);
    REQUIRE(old_texts.size() == new_texts.size());
    int times = 0;
    for (const auto& [path, text] : old_texts) {
        INFO(path);
        const auto old_time = core::parse_rfc3339(text), new_time = core::parse_rfc3339(new_texts.at(path));
        REQUIRE(old_time.has_value() == new_time.has_value());
        if (old_time) {
            CHECK(*new_time - *old_time == mission.moved);
            CHECK(new_texts.at(path).ends_with("+01:00"));  // the offset that the crew wrote
            ++times;
        } else if (path != "/slip/transmission" && path != "/slip/case" && path != "/mission/date") {
            CHECK(new_texts.at(path) == text);
        }
    }
    CHECK(times > 40);
    CHECK(mission.record.at("mission").at("date") == "2026-07-03");
    CHECK(mission.record.at("patient").at("birth_date") == "1958-06-21");
}

TEST_CASE("the mission's day is the day where the mission happens") {
    const auto late = core::parse_rfc3339("2026-07-03T23:30:00Z").value();
    const auto record = renewed(example("stemi"), {}, late).value().record;
    CHECK(record.at("mission").at("date") == "2026-07-04");  // half past midnight at +01:00
}

TEST_CASE("each mission has ids of its own; the rest of the slip stays as the file has it") {
    const auto first = slip_of(renewed_example("stemi")), second = slip_of(renewed_example("stemi"));
    CHECK(first.transmission != second.transmission);
    CHECK(first.case_id != second.case_id);
    CHECK(first.case_id.str() != "535818cf715472ac364e5afbcaa47731");
    CHECK(first.transmission.str()[14] == '7');
    CHECK(first.mailbox.str() == "zna-musterstadt");
    CHECK(first.kind == envelope::Kind::pre_notification);
    CHECK(first.sequence == 1);
    CHECK(slip_of(renewed_example("kinds/vitals")).sequence == 3);
}

TEST_CASE("what is wished for stands in the slip") {
    Wishes wishes;
    wishes.mailbox = core::MailboxId::parse("stroke-unit").value();
    wishes.kind = envelope::Kind::update;
    wishes.case_id = core::CaseId::parse(std::string(32, 'a')).value();
    wishes.sequence = 7;
    const auto slip = slip_of(renewed_example("stemi", wishes));
    CHECK(slip.mailbox == *wishes.mailbox);
    CHECK(slip.kind == envelope::Kind::update);
    CHECK(slip.case_id == *wishes.case_id);
    CHECK(slip.sequence == 7);
}

TEST_CASE("times in other offsets and with fractions move, what only resembles a time stays") {
    json::value value{"2026-01-15T14:00:00.25-03:30", "2026-01-15T14:00:00Z", "2026-01-15", "14:00", "um 14:00:00Z"};
    move_times(value, std::chrono::seconds{3601});
    CHECK(value ==
          json::value{"2026-01-15T15:00:01-03:30", "2026-01-15T15:00:01Z", "2026-01-15", "14:00", "um 14:00:00Z"});
}

TEST_CASE("a case file without a slip, or with a wrong one, is trouble in words") {
    auto record = example("stemi");
    record["slip"].as_object()["mailbox"] = "ZNA Musterstadt";
    CHECK(renewed(record, {}, now).error().words.find("/slip/mailbox") != std::string::npos);
    record["slip"].as_object()["created_at"] = "yesterday";
    CHECK(renewed(record, {}, now).error().words.find("created_at") != std::string::npos);
    record["slip"].as_object().erase("created_at");
    CHECK_FALSE(renewed(record, {}, now));
    record.erase("slip");
    CHECK_FALSE(renewed(record, {}, now));
    CHECK_FALSE(read_json_file("schemas/examples/no_such_mission.json"));
}
