#include "gateway/limits/buckets.hpp"
#include "tests/support/catch.hpp"

using namespace vorab::gateway;
using namespace std::chrono_literals;

TEST_CASE("a bucket gives its burst at once and then its rate") {
    Buckets buckets{{.per_second = 2, .burst = 3}, 100};
    const Buckets::Time start{};
    for (int i = 0; i < 3; ++i) CHECK(buckets.take("a", start));
    CHECK(buckets.is_empty("a", start));
    CHECK(!buckets.take("a", start));
    CHECK(!buckets.take("a", start + 400ms));
    CHECK(buckets.take("a", start + 500ms));
    CHECK(!buckets.take("a", start + 500ms));
    CHECK(!buckets.is_empty("b", start));
    CHECK(buckets.take("b", start));
}

TEST_CASE("a bucket that rests is full again, and not fuller") {
    Buckets buckets{{.per_second = 1, .burst = 2}, 100};
    const Buckets::Time start{};
    CHECK(buckets.take("a", start));
    for (int i = 0; i < 2; ++i) CHECK(buckets.take("a", start + 1h));
    CHECK(!buckets.take("a", start + 1h));
}

TEST_CASE("names are bounded, and the one that is used stays") {
    Buckets buckets{{.per_second = 0.001, .burst = 1}, 100};
    const Buckets::Time start{};
    CHECK(buckets.take("kept", start));
    for (int i = 0; i < 10'000; ++i) {
        buckets.take(std::to_string(i), start);
        if (i % 10 == 0) CHECK(!buckets.take("kept", start));
    }
    CHECK(buckets.names() <= 100);
}
