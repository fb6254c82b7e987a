#include "hospital_server/self_test/self_test.hpp"

#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/self_test/dry_runs.hpp"

namespace vorab::hospital_server::self_test {
namespace json = boost::json;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr people::Right to_look{people::DataClass::self_test, people::Access::read};
const core::Failure no_database{core::Problem::unreachable, "the database does not answer"};

json::value time_or_null(const std::optional<core::Timestamp>& time) {
    return time ? json::value(core::to_rfc3339(*time)) : json::value(nullptr);
}

json::value failed_step(const Walk& walk) {
    const bool failed = !walk.steps.empty() && !walk.steps.back().ok;
    return failed ? json::value(walk.steps.back().name.view()) : json::value(nullptr);
}

json::array steps_of(const Walk& walk) {
    json::array steps;
    for (const auto& step : walk.steps) steps.push_back({{"step", step.name.view()}, {"ok", step.ok}});
    return steps;
}

std::optional<core::Timestamp> read_last(Connection& connection) {
    const auto row = connection.query_one("SELECT proved_at FROM self_test WHERE id = 1");
    return row ? std::optional{database::timestamp_of(*row, 0)} : std::nullopt;
}
}  // namespace

SelfTest::SelfTest(const Config& config, const cases::Mailboxes& mailboxes, people::SignIn& sign_in,
                   async::BlockingPool& cryptography, const core::Clock& clock, const core::Log& log)
    : every_(config.self_tests.every),
      dry_runs_(dry_runs(config)),
      mailboxes_(mailboxes),
      sign_in_(sign_in),
      cryptography_(cryptography),
      clock_(clock),
      log_(log) {
    for (const auto& mailbox : config.mailboxes) {
        board_keys_[mailbox.id] = mailbox.board_key;
        proofs_[mailbox.id];
    }
}

void SelfTest::mount(http::Router& tracker, http::Router& intake) {
    tracker.add(Method::get, "/api/v1/self-test", [this](Request& r) { return answer(r); });
    intake.add(Method::get, "/intake/v1/alive", [this](Request& r) { return alive(r); });
}

async::Task<void> SelfTest::run() {
    for (const auto& [id, mailbox] : mailboxes_.all()) {
        co_await remember(*mailbox);
    }
    for (;;) {
        for (const auto& [id, mailbox] : mailboxes_.all()) {
            co_await prove(*mailbox);
        }
        co_await async::sleep_for(every_);
    }
}

async::Task<void> SelfTest::remember(cases::Mailbox& mailbox) {
    try {
        auto unit = mailbox.database.run([](Connection& connection) { return read_last(connection); });
        const auto last = co_await std::move(unit);
        proofs_.at(mailbox.id).last_proof = last;
    } catch (const database::DatabaseError&) {  // the run that follows says so
    }
}

async::Task<void> SelfTest::prove(cases::Mailbox& mailbox) {
    const auto before = proofs_.at(mailbox.id);
    Proof proof = before;
    proof.last_run = clock_.now();
    proof.walk = co_await walk(mailbox);
    if (proof.walk.passed()) proof.last_proof = proof.last_run;
    if (!proof.walk.passed()) ++proof.failures;
    proofs_.at(mailbox.id) = proof;
    say(mailbox.id, before, proof);
    for (const auto& told : told_) told(mailbox.id, proof);
}

async::Task<Walk> SelfTest::walk(cases::Mailbox& mailbox) {
    const auto now = clock_.now();
    const auto so_far = std::make_shared<Walk>();
    const auto board_key = read_board_key(board_keys_.at(mailbox.id));
    const auto board = board_key ? *board_key : std::nullopt;
    // Where private keys work for intake, too: behind a flood of envelopes the test waits as a crew would.
    auto opening = cryptography_.run(
        [so_far, &mailbox, board, now](unsigned) { return seal_and_open(*so_far, mailbox, board, now); });
    const auto opened = co_await std::move(opening);
    if (!opened) co_return *so_far;
    const auto current = co_await stored(mailbox, opened);
    if (!so_far->note("store", current ? Result<void>{} : Result<void>{current.error()})) co_return *so_far;
    if (!board_key) {
        so_far->note("board", Result<void>{board_key.error()});
        co_return *so_far;
    }
    if (board && !so_far->note("board", show(*opened, *board, now))) co_return *so_far;
    for (const auto& dry_run : dry_runs_) {
        const auto made = dry_run.run(*current, mailbox.id);
        if (!so_far->note(dry_run.step, made)) co_return *so_far;
    }
    const auto noted = co_await note(mailbox, now);
    if (!noted) so_far->note("store", noted);
    co_return *so_far;
}

async::Task<Result<cases::Current>> SelfTest::stored(cases::Mailbox& mailbox, std::shared_ptr<Opened> opened) {
    try {
        auto unit = mailbox.database.run([opened, lines = mailbox.lines, now = clock_.now()](Connection& connection) {
            std::vector<outbox::NewJob> jobs;
            for (const auto& [channel, target] : lines) jobs.push_back({channel, target});
            return std::make_shared<Result<cases::Current>>(store_and_take_back(connection, *opened, jobs, now));
        });
        const auto current = co_await std::move(unit);
        co_return std::move(*current);
    } catch (const database::DatabaseError&) {
    }
    co_return no_database;
}

/// The only thing that is committed: so it proves that the database keeps what it is given.
async::Task<Result<void>> SelfTest::note(cases::Mailbox& mailbox, core::Timestamp at) {
    try {
        auto unit = mailbox.database.run([at](Connection& connection) {
            const std::string proved = database::to_sql(at);
            connection.execute(
                "INSERT INTO self_test (id, proved_at) VALUES (1, ?) ON DUPLICATE KEY UPDATE "
                "proved_at = GREATEST(proved_at, VALUES(proved_at))",
                {std::string_view{proved}});
        });
        co_await std::move(unit);
        co_return Result<void>{};
    } catch (const database::DatabaseError&) {
    }
    co_return no_database;
}

void SelfTest::say(const core::MailboxId& mailbox, const Proof& before, const Proof& now) const {
    const bool passed = now.walk.passed();
    if (!passed)
        log_.error("the self-test failed: a pre-notification may not come through",
                   {{"mailbox", mailbox}, {"step", now.walk.steps.back().name}, {"reason", now.walk.why}});
    const bool again = passed && !before.walk.passed();
    if (again) log_.info("the self-test passed", {{"mailbox", mailbox}});
}

bool SelfTest::ok(const core::MailboxId& mailbox) const {
    const auto& proof = proofs_.at(mailbox);
    const auto overdue = 2 * every_ + std::chrono::seconds{60};
    return proof.walk.passed() && proof.last_proof && clock_.now() - *proof.last_proof < overdue;
}

std::string event_of(const core::MailboxId& mailbox, const Proof& proof) {
    return json::serialize(json::object{{"mailbox", mailbox.str()},
                                        {"ok", proof.walk.passed()},
                                        {"last_proof", time_or_null(proof.last_proof)},
                                        {"at", time_or_null(proof.last_run)},
                                        {"failed_step", failed_step(proof.walk)}});
}

json::array SelfTest::summary(const std::set<core::MailboxId>& mailboxes) const {
    json::array all;
    for (const auto& [id, proof] : proofs_) {
        if (mailboxes.contains(id))
            all.push_back({{"mailbox", id.str()}, {"ok", ok(id)}, {"last_proof", time_or_null(proof.last_proof)}});
    }
    return all;
}

async::Task<Response> SelfTest::answer(Request& request) {
    const auto person = co_await sign_in_.allowed(request, to_look);
    if (!person) co_return http::problem_response(person.error());
    json::array all;
    for (const auto& [id, proof] : proofs_) {
        if (!person->mailboxes.contains(id)) continue;
        all.push_back({{"mailbox", id.str()},
                       {"ok", ok(id)},
                       {"last_proof", time_or_null(proof.last_proof)},
                       {"last_run", time_or_null(proof.last_run)},
                       {"failed_step", failed_step(proof.walk)},
                       {"steps", steps_of(proof.walk)}});
    }
    json::array warnings;
    for (const auto& warning : warnings_())
        warnings.push_back({{"what", warning.what.view()}, {"of", warning.of.view()}, {"value", warning.value}});
    const json::object body{{"server_time", core::to_rfc3339(clock_.now())},
                            {"every_seconds", every_.count()},
                            {"warnings", std::move(warnings)},
                            {"mailboxes", std::move(all)}};
    co_return http::json_response(200, json::serialize(body));
}

async::Task<Response> SelfTest::alive(Request&) {
    json::array proofs;
    for (const auto& [id, proof] : proofs_) {
        if (proof.last_proof)
            proofs.push_back({{"mailbox", id.str()}, {"last_proof", core::to_rfc3339(*proof.last_proof)}});
    }
    co_return http::json_response(200, json::serialize(json::object{{"proofs", std::move(proofs)}}));
}

std::string SelfTest::metrics() const {
    std::string text = "# TYPE vorab_self_test_ok gauge\n";
    for (const auto& [id, proof] : proofs_)
        text += "vorab_self_test_ok{mailbox=\"" + id.str() + "\"} " + (ok(id) ? "1" : "0") + "\n";
    text += "# TYPE vorab_self_test_failures_total counter\n";
    for (const auto& [id, proof] : proofs_)
        text += "vorab_self_test_failures_total{mailbox=\"" + id.str() + "\"} " + std::to_string(proof.failures) + "\n";
    text += "# TYPE vorab_self_test_last_proof_seconds gauge\n";
    for (const auto& [id, proof] : proofs_) {
        const auto last = proof.last_proof ? core::unix_seconds(*proof.last_proof) : 0;
        text += "vorab_self_test_last_proof_seconds{mailbox=\"" + id.str() + "\"} " + std::to_string(last) + "\n";
    }
    return text;
}
}  // namespace vorab::hospital_server::self_test
