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
    co_await outbox.settle(heads[0], later, 10s);
    const auto still_blocked = co_await outbox.claim("hl7", "one", 10);
    CHECK(still_blocked.empty());
    const auto due = co_await outbox.next_due("hl7", "one");
    CHECK(due == setting.clock.now() + 10s);
    setting.clock.time += 10s;
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
    CHECK(outbox::resend(setting.connection, rows[0].id, setting.decision("resend", "patient linked")));
    CHECK(outbox::counts_of(setting.connection, of).pending == 1);
    CHECK(outbox::discard(setting.connection, rows[0].id, setting.decision("discard", "not needed")));
    CHECK_FALSE(outbox::discard(setting.connection, rows[0].id, setting.decision("discard", "again")));
    const auto row = outbox::find_delivery(setting.connection, rows[0].id);
    REQUIRE(row);
    CHECK(row->state == "discarded");
    REQUIRE(row->decision);
    CHECK(row->decision->by == "Nora Nacht");
    CHECK(row->decision->reason == "not needed");
    CHECK(outbox::counts_of(setting.connection, of).rejected == 0);
}

namespace {
async::Task<void> check_discarded_head(OutboxSetting& setting, core::CaseId of) {
    const auto rows = outbox::deliveries_of(setting.connection, of);
    REQUIRE(rows.size() == 2);
    CHECK_FALSE(rows[1].due_at);
    CHECK(outbox::discard(setting.connection, rows[0].id, setting.decision("discard", "not needed")));
    const auto next = co_await setting.outbox.claim("hl7", "one", 4);
    REQUIRE(next.size() == 1);
    CHECK(next[0].id == rows[1].id);
    CHECK_FALSE(outbox::discard(setting.connection, rows[1].id, setting.decision("discard", "too late")));
}

async::Task<void> check_heirs(OutboxSetting& setting, std::string dead) {
    outbox::Outbox killed{setting.database, setting.clock, {}, dead};
    const auto lost = co_await killed.claim("hl7", "one", 1);
    REQUIRE(lost.size() == 1);
    const auto in_hand = co_await setting.outbox.claim("hl7", "one", 1);
    REQUIRE(in_hand.size() == 1);
    const auto nothing = co_await setting.outbox.claim("hl7", "one", 4);
    CHECK(nothing.empty());
    const auto taken_back = co_await setting.outbox.take_back("hl7", "one");
    CHECK(taken_back == 1);  // ours still runs
    const auto again = co_await setting.outbox.claim("hl7", "one", 4);
    REQUIRE(again.size() == 1);
    CHECK(again[0].id == lost[0].id);
    const outbox::Delivery done = outbox::Delivered{};
    co_await killed.settle(lost[0], done, 0s);
    CHECK(outbox::find_delivery(setting.connection, lost[0].id)->state == "sending");
}

async::Task<void> check_renewal(OutboxSetting& setting) {
    const auto jobs = co_await setting.outbox.claim("hl7", "one", 1);
    REQUIRE(jobs.size() == 1);
    setting.clock.time += outbox::lease - 1s;
    co_await setting.outbox.renew(jobs);
    setting.clock.time += outbox::lease - 1s;
    const auto nothing = co_await setting.outbox.claim("hl7", "one", 1);
    CHECK(nothing.empty());
    setting.clock.time += 1s;
    const auto again = co_await setting.outbox.claim("hl7", "one", 1);
    CHECK(again.size() == 1);
}
}  // namespace

TEST_CASE("what is unsaid is sent to nobody, and what waited behind it goes on") {
    OutboxSetting setting;
    const auto of = core::new_case_id();
    const auto now = setting.clock.now();
    const auto unsaid = core::new_transmission_id(now);
    outbox::enqueue(setting.connection, of, unsaid, now, {{"hl7", "one"}, {"mqtt", "one"}});
    setting.enqueue(of, "hl7", now);
    CHECK_FALSE(outbox::deliveries_of(setting.connection, of).at(2).due_at);
    outbox::withdraw(setting.connection, of, unsaid.str(), now + 1s);
    const auto left = outbox::deliveries_of(setting.connection, of);
    REQUIRE(left.size() == 1);
    CHECK(left[0].due_at == now + 1s);
}

TEST_CASE("what waits behind a discarded job goes on, and what is being sent cannot be discarded") {
    OutboxSetting setting;
    const auto of = core::new_case_id();
    setting.enqueue(of, "hl7", setting.clock.now());
    setting.enqueue(of, "hl7", setting.clock.now());
    test::run(setting.loop, check_discarded_head(setting, of));
}

TEST_CASE("what tells how things stand waits once, and is written anew while one is being sent") {
    OutboxSetting setting;
    const auto of = core::new_case_id();
    const auto now = setting.clock.now();
    const std::vector<outbox::NewJob> jobs{{.channel = "board", .target = "one", .tells_state = true},
                                           {.channel = "hl7", .target = "one"}};
    const auto enqueue = [&] { outbox::enqueue(setting.connection, of, core::new_transmission_id(now), now, jobs); };
    const auto boards = [&] {
        return setting.connection.query_one("SELECT COUNT(*) FROM delivery WHERE channel = 'board'")->integer(0);
    };
    enqueue();
    enqueue();
    CHECK(boards() == 1);
    CHECK(setting.connection.query_one("SELECT COUNT(*) FROM delivery WHERE channel = 'hl7'")->integer(0) == 2);
    setting.connection.execute("UPDATE delivery SET state = 'sending', attempts = 1 WHERE channel = 'board'");
    enqueue();  // the one that is sent may have been built before this
    enqueue();
    CHECK(boards() == 2);
}

TEST_CASE("what a killed process was sending is taken back at once, what lives is left alone") {
    OutboxSetting setting;
    setting.enqueue(core::new_case_id(), "hl7", setting.clock.now() - 1s);
    setting.enqueue(core::new_case_id(), "hl7", setting.clock.now());
    const auto self = outbox::this_process();
    const auto same_id_other_life = self.substr(0, self.rfind(':')) + ":1";
    CHECK_FALSE(outbox::has_ended(self));
    CHECK_FALSE(outbox::has_ended("another-host:1:1"));
    CHECK(outbox::has_ended(same_id_other_life));
    test::run(setting.loop, check_heirs(setting, same_id_other_life));
}

TEST_CASE("a lease that is renewed begins anew") {
    OutboxSetting setting;
    setting.enqueue(core::new_case_id(), "hl7", setting.clock.now());
    test::run(setting.loop, check_renewal(setting));
}

/// Rows that the private server has looked at so far, for whomever.
std::int64_t rows_read(database::Connection& connection) {
    std::int64_t rows = 0;
    for (const auto& status : connection.query("SHOW GLOBAL STATUS LIKE 'Handler_read%'", {})) {
        rows += std::stoll(std::string{status.text(1)});
    }
    return rows;
}

/// Of one line, as it is after an hour in which its peer did not answer: `cases` heads, all else behind them.
void enqueue_many(OutboxSetting& setting, int cases, const std::optional<core::Timestamp>& heads_due) {
    const std::string due = database::to_sql(heads_due.value_or(setting.clock.now() - 1h));
    for (int first = 1; first < 100'000; first += 5'000) {
        setting.connection.execute(
            "INSERT INTO delivery (channel, target, case_id, transmission, due_at, created_at)"
            " SELECT 'hl7', 'one', LOWER(LPAD(HEX(MOD(seq, ?)), 32, '0')), UUID(), IF(seq <= ?, ?, NULL),"
            " '2026-11-21 11:00:00' FROM seq_1_to_100000 WHERE seq >= ? AND seq < ? ORDER BY seq",
            {cases, cases, std::string_view{due}, first, first + 5'000});
    }
}

/// One round of what a line and the intake do; how many rows the server looked at for it.
async::Task<void> one_round(OutboxSetting& setting, core::CaseId busy, std::size_t& claimed, std::int64_t& rows) {
    const std::int64_t before = rows_read(setting.connection);
    const auto jobs = co_await setting.outbox.claim("hl7", "one", 4);
    const auto due = co_await setting.outbox.next_due("hl7", "one");
    CHECK(due);
    setting.enqueue(busy, "hl7", setting.clock.now());
    setting.enqueue(core::new_case_id(), "hl7", setting.clock.now());
    const outbox::Delivery done = outbox::Delivered{};
    for (const auto& job : jobs) co_await setting.outbox.settle(job, done, 0s);
    claimed = jobs.size();
    rows = rows_read(setting.connection) - before;
}

struct Round {
    std::size_t claimed = 0;
    std::int64_t rows = 0;
};
Round run_round(OutboxSetting& setting, const core::CaseId& busy) {
    Round round;
    test::run(setting.loop, one_round(setting, busy, round.claimed, round.rows));
    return round;
}

core::CaseId numbered(int number) {
    const std::string digits = std::to_string(number);
    return core::CaseId::parse(std::string(32 - digits.size(), '0') + digits).value();
}

// Counted, not timed: the machine may be busy.
TEST_CASE("a hundred thousand waiting jobs slow neither claim nor intake") {
    SECTION("each of another case, all due") {
        OutboxSetting setting;
        enqueue_many(setting, 100'000, {});
        const auto round = run_round(setting, numbered(7));
        CHECK(round.claimed == 4);
        CHECK(round.rows < 300);
    }
    SECTION("behind the heads of a hundred cases that wait for their next attempt") {
        OutboxSetting setting;
        enqueue_many(setting, 100, setting.clock.now() + 15s);
        const auto round = run_round(setting, numbered(7));
        CHECK(round.claimed == 0);
        CHECK(round.rows < 10'000);  // those of the one case that gets another, a thousand, and no others
    }
}

namespace {
async::Task<void> claim_of_a_case(OutboxSetting& setting, core::CaseId of, std::int64_t& rows) {
    std::vector<outbox::Places> places{{"hl7", "one", 4}, {"mqtt", "one", 4}};
    std::set<core::CaseId> cases{of};
    const std::int64_t before = rows_read(setting.connection);
    const auto jobs = co_await setting.outbox.claim_written(std::move(cases), std::move(places));
    rows = rows_read(setting.connection) - before;
    CHECK(jobs.size() == 2);
}
}  // namespace

TEST_CASE("what was delivered before does not slow the claim for a case") {
    OutboxSetting setting;
    // The optimizer knows the table as it was when it was new: then it likes to walk through all of it.
    setting.connection.run_script("ALTER TABLE delivery STATS_AUTO_RECALC = 0; ANALYZE TABLE delivery");
    enqueue_many(setting, 100'000, {});
    setting.connection.execute("UPDATE delivery SET state = 'delivered'");
    const auto of = core::new_case_id();
    setting.enqueue(of, "hl7", setting.clock.now());
    setting.enqueue(of, "mqtt", setting.clock.now());
    std::int64_t rows = 0;
    test::run(setting.loop, claim_of_a_case(setting, of, rows));
    CHECK(rows < 100);
    setting.connection.run_script("ALTER TABLE delivery STATS_AUTO_RECALC = DEFAULT");
}

TEST_CASE("what is over is forgotten by its age, in pieces; what a person must look at is not") {
    OutboxSetting setting;
    for (const char* state : {"delivered", "delivered", "delivered", "discarded", "rejected", "pending"}) {
        setting.connection.execute(
            "INSERT INTO delivery (channel, target, case_id, transmission, state, created_at)"
            " VALUES ('hl7', 'one', ?, UUID(), ?, '2026-01-01')",
            {std::string_view{numbered(1).str()}, std::string_view{state}});
    }
    CHECK(outbox::forget_delivered(setting.connection, core::parse_rfc3339("2025-12-31T00:00:00Z").value()) == 0);
    CHECK(outbox::forget_delivered(setting.connection, setting.clock.now(), 2) == 3);
    CHECK(outbox::forget_delivered(setting.connection, setting.clock.now(), 2) == 1);
    CHECK(outbox::forget_delivered(setting.connection, setting.clock.now(), 2) == 0);
    CHECK(outbox::deliveries_of(setting.connection, numbered(1)).size() == 2);
}

TEST_CASE("what waits is counted by line, and listed oldest first in pages") {
    OutboxSetting setting;
    for (int number = 0; number < 5; ++number)
        setting.enqueue(numbered(number), "hl7", setting.clock.now() - std::chrono::seconds{10 - number});
    setting.enqueue(numbered(9), "mqtt", setting.clock.now());
    const auto waiting = outbox::waiting_of(setting.connection, "hl7", "one");
    CHECK(waiting.pending == 5);
    CHECK(waiting.oldest_open == setting.clock.now() - 10s);
    outbox::Selection selection{.state = "pending", .channel = "hl7"};
    selection.written_before = setting.clock.now();
    selection.limit = 3;
    const auto first = outbox::select(setting.connection, selection);
    REQUIRE(first.size() == 3);
    CHECK(first[0].case_id == numbered(0));
    selection.from = first[2].created_at;
    selection.after = first[2].id;
    const auto rest = outbox::select(setting.connection, selection);
    REQUIRE(rest.size() == 2);
    CHECK(rest[1].case_id == numbered(4));
}
