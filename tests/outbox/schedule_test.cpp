#include "common/outbox/schedule.hpp"

#include "tests/support/catch.hpp"

using namespace std::chrono_literals;
using vorab::outbox::pause_after;

TEST_CASE("the pause doubles up to its limit and is spread by a quarter") {
    const vorab::outbox::Backoff backoff{1s, 60s};
    CHECK(pause_after(1, backoff, 0.5) == 1s);
    CHECK(pause_after(2, backoff, 0.5) == 2s);
    CHECK(pause_after(6, backoff, 0.5) == 32s);
    CHECK(pause_after(7, backoff, 0.5) == 60s);
    CHECK(pause_after(1'000'000, backoff, 0.5) == 60s);
    CHECK(pause_after(1, backoff, 0.0) == 750ms);
    CHECK(pause_after(7, backoff, 0.999999) <= 75s);
    CHECK(pause_after(1, {5s, 2s}, 0.5) == 2s);
}
