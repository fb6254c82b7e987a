#include "common/core/plain_line.hpp"

#include "tests/support/catch.hpp"

using namespace vorab;

TEST_CASE("a plain line is what it looks like") {
    for (const char* plain : {"", "RTW 83/1", "\xC3\x84rztin im Dienst", "\xF0\x9F\x9A\x91",
                              "Caf\xC3\xA9\xC2\xA0"
                              "1"})
        CHECK(core::is_plain_line(plain));
    for (const char* odd : {"a\nb", "a\x07", "\x7f", "a\tb", "\xC2\x85", "RTW \xE2\x80\xAE 38",
                            "\xE2\x81\xA6"
                            "a",
                            "\xD8\x9C",
                            "a\xE2\x80\xA8"
                            "b",
                            "\xE2\x80\x8F"})
        CHECK_FALSE(core::is_plain_line(odd));
    CHECK(core::is_blank(""));
    CHECK(core::is_blank("   "));
    CHECK_FALSE(core::is_blank(" a "));
}
