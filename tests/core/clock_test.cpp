#include "common/core/clock.hpp"

#include "tests/support/catch.hpp"

using namespace vorab::core;

TEST_CASE("a time is written in UTC with microseconds and read back unchanged") {
    const auto time = parse_rfc3339("2026-11-21T14:02:03.5+01:00");
    REQUIRE(time.has_value());
    CHECK(to_rfc3339(*time) == "2026-11-21T13:02:03.500000Z");
    CHECK(*parse_rfc3339(to_rfc3339(*time)) == *time);
}

TEST_CASE("a time that does not exist, or has no offset, is refused") {
    for (const auto* text : {"2026-02-30T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T23:59:60Z",
                             "2026-11-21T10:00:00", "2026-11-21T10:00:00+99:99", "2026-11-21 10:00:00Z",
                             "2026-11-21T10:00:00.Z", "", "2026-11-21T10:00:00Zx", "0000-01-01T00:00:00Z"}) {
        INFO(text);
        CHECK_FALSE(parse_rfc3339(text).has_value());
    }
}
