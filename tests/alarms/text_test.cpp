#include "hospital_server/alarm_rules/text.hpp"

#include "tests/alarms/rules.hpp"

using namespace vorab::hospital_server::alarm_rules;

namespace {
std::string filled(const char* pattern, const Situation& of = situation()) {
    return TextPattern::parse(pattern).value().fill(of.arrival, of.now, greenwich);
}
}  // namespace

TEST_CASE("placeholders are filled from the arrival") {
    CHECK(filled("{priority} {keyword} ({code}), an {eta} in {minutes} min, {age} J. {sex}, {flags}") ==
          "ROT Polytrauma, Schädel (211231), an 13:30 in 30 min, 34 J. m, trauma_team");
}

TEST_CASE("what stands in brackets goes when a value in it is missing") {
    auto bare = situation();
    bare.arrival = {};
    CHECK(filled("Schockraum[, {keyword}][, an {eta}, {age} J.]", bare) == "Schockraum");
    bare.arrival.age = 7;
    CHECK(filled("Schockraum[, an {eta}, {age} J.][, {age} J.]", bare) == "Schockraum, 7 J.");
}

TEST_CASE("an arrival that is overdue is in no minutes") {
    auto late = situation("2026-01-15T14:00:00Z");
    CHECK(filled("{minutes}", late) == "0");
}

TEST_CASE("there is no placeholder for a name, a birth date or the free text") {
    for (const char* pattern :
         {"{name}", "{family_name}", "{birth_date}", "{text}", "{}", "{keyword", "[{keyword}", "x]", "[[{keyword}]]"}) {
        INFO(pattern);
        CHECK(!TextPattern::parse(pattern));
    }
}
