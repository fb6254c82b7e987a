#include "common/outbox/outbox.hpp"

#include "common/outbox/outbox_queries.hpp"
#include "tests/outbox/setting.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using test::OutboxSetting;

namespace {
async::Task<void> check_order(OutboxSetting& setting, core::CaseId one, core::CaseId other) {
    auto& outbox = setting.outbox;
    const auto heads = co_await outbox.claim("hl7", "one", 10);
    REQUIRE(heads.size() == 2);
    CHECK(heads[0].case_id == one);
    CHECK(heads[1].case_id == other);
    const auto blocked = co_await outbox.claim("hl7", "one", 10);
    CHECK(blocked.empty());
    const outbox::Delivery later = outbox::RetryLater{"not now"};
    co_await outbox.settle(heads[0], later, 30s);
    const auto still_blocked = co_await outbox.claim("hl7", "one", 10);
    CHECK(still_blocked.empty());
    const auto due = co_await outbox.next_due("hl7", "one");
    CHECK(due == setting.clock.now() + 30s);
    setting.clock.time += 30s;
    const auto again = co_await outbox.claim("hl7", "one", 10);
    REQUIRE(again.size() == 1);
    CHECK(again[0].id == heads[0].id);
    CHECK(again[0].attempts == 1);
    const outbox::Delivery done = outbox::Delivered{};
    co_await outbox.settle(again[0], done, 0s);
    const auto second = co_await outbox.claim("hl7", "one", 10);
    REQUIRE(second.size() == 1);
    CHECK(second[0].case_id == one);
    CHECK(second[0].id > heads[0].id);
}

async::Task<void> check_lease(OutboxSetting& setting) {
    auto& outbox = setting.outbox;
    const auto first = co_await outbox.claim("hl7", "one", 1);
    REQUIRE(first.size() == 1);
    setting.clock.time += outbox::lease + 1s;
    const auto second = co_await outbox.claim("hl7", "one", 1);
    REQUIRE(second.size() == 1);
    CHECK(second[0].id == first[0].id);
    const outbox::Delivery done = outbox::Delivered{};
    co_await outbox.settle(first[0], done, 0s);  // too late: the job belongs to the second claim
    CHECK(outbox::counts_of(setting.connection, first[0].case_id).sending == 1);
    const outbox::Delivery rejected = outbox::Rejected{"unknown patient"};
    co_await outbox.settle(second[0], rejected, 0s);
    const auto none = co_await outbox.next_due("hl7", "one");
    CHECK_FALSE(none);
}
}  // namespace

TEST_CASE("a job waits for the earlier ones of its case, also while those wait for their next attempt") {
    OutboxSetting setting;
    const auto one = core::new_case_id();
    const auto other = core::new_case_id();
    setting.enqueue(one, "hl7", setting.clock.now() - 3s);
    setting.enqueue(one, "hl7", setting.clock.now() - 2s);
    setting.enqueue(other, "hl7", setting.clock.now() - 1s);
    test::run(setting.loop, check_order(setting, one, other));
}

TEST_CASE("a lease that ended gives the job back, and its former holder can no longer settle it") {
    OutboxSetting setting;
    const auto of = core::new_case_id();
    setting.enqueue(of, "hl7", setting.clock.now());
    test::run(setting.loop, check_lease(setting));
    auto rows = outbox::deliveries_of(setting.connection, of);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].state == "rejected");
    CHECK(rows[0].last_reason == "unknown patient");
    CHECK(rows[0].attempts == 2);
    CHECK(outbox::resend(setting.connection, rows[0].id, "patient linked", setting.clock.now()));
    CHECK(outbox::discard(setting.connection, rows[0].id, "not needed", setting.clock.now()));
    CHECK_FALSE(outbox::discard(setting.connection, rows[0].id, "not needed", setting.clock.now()));
    CHECK(outbox::counts_of(setting.connection, of).rejected == 1);
}

/// Rows that the private server has looked at so far, for whomever.
std::int64_t rows_read(database::Connection& connection) {
    std::int64_t rows = 0;
    for (const auto& status : connection.query("SHOW GLOBAL STATUS LIKE 'Handler_read%'", {})) {
        rows += std::stoll(std::string{status.text(1)});
    }
    return rows;
}

TEST_CASE("a hundred thousand waiting jobs do not slow a claim") {
    OutboxSetting setting;
    for (int first = 1; first < 100'000; first += 5'000) {
        setting.connection.execute(
            "INSERT INTO delivery (channel, target, case_id, transmission, due_at, created_at)"
            " SELECT 'hl7', 'one', LOWER(LPAD(HEX(seq), 32, '0')), UUID(), ?, ?"
            " FROM seq_1_to_100000 WHERE seq >= ? AND seq < ?",
            {std::string_view{"2026-11-21 11:00:00"}, std::string_view{"2026-11-21 11:00:00"}, first, first + 5'000});
    }
    std::vector<outbox::Job> claimed;
    auto claim = [](OutboxSetting& of, std::vector<outbox::Job>& into) -> async::Task<void> {
        into = co_await of.outbox.claim("hl7", "one", 4);
    };
    const std::int64_t before = rows_read(setting.connection);
    test::run(setting.loop, claim(setting, claimed));
    CHECK(claimed.size() == 4);
    CHECK(rows_read(setting.connection) - before < 1000);  // counted, not timed: the machine may be busy
}
