#include "gateway/limits/buckets.hpp"
#include "tests/gateway/setting.hpp"

using namespace vorab;
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

namespace {
async::Task<void> refuse(test::GatewaySetting& setting, int times, std::optional<core::ClientId> client,
                         std::string peer) {
    for (int i = 0; i < times; ++i) {
        gateway::AuditEvent event{.event = "transmission.refused", .client = client, .peer = peer};
        auto why = core::failure(core::Problem::unauthenticated, "no token");
        const auto answer = co_await setting.refusals.answer(std::move(event), std::move(why));
        CHECK(answer.status == 401);
    }
}
}  // namespace

TEST_CASE("a flood of strangers is refused to the last, and is no flood of audit rows") {
    test::GatewaySetting setting;
    setting.run(refuse(setting, 1500, {}, "198.51.100.1"));
    const auto rows = setting.count("SELECT COUNT(*) FROM audit");
    CHECK(rows >= 1000);
    CHECK(rows < 1400);
    setting.run(refuse(setting, 5, {}, "198.51.100.2"));
    setting.run(refuse(setting, 5, setting.client, "198.51.100.1"));  // who it is is known, and how much it may send
    CHECK(setting.count("SELECT COUNT(*) FROM audit") == rows + 10);
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
