#include "hospital_server/retention/retention.hpp"

#include "common/async/timer.hpp"
#include "hospital_server/audit/anchors.hpp"

namespace vorab::hospital_server::retention {
using database::Connection;

Retention::Retention(database::Database& server, const cases::Mailboxes& mailboxes, people::SignIn& sign_in,
                     const audit::Notary& notary, Schedule schedule, Gone gone, const core::Clock& clock,
                     const core::Log& log)
    : server_(server),
      mailboxes_(mailboxes),
      sign_in_(sign_in),
      notary_(notary),
      schedule_(std::move(schedule)),
      gone_(std::move(gone)),
      clock_(clock),
      log_(log) {}

async::Task<void> Retention::run(std::function<bool()> may_delete) {
    for (;;) {
        if (may_delete()) co_await run_once();
        co_await async::sleep_for(between_runs);
    }
}

async::Task<void> Retention::run_once() {
    co_await run_in(server_, audit::server_chain);
    for (const auto& [id, mailbox] : mailboxes_.all()) co_await run_in(mailbox->database, id.str());
}

/// While one database is gone the others have their run.
async::Task<void> Retention::run_in(database::Database& database, std::string chain) {
    const auto all = turns(schedule_, chain, clock_.now(), notary_);
    for (const auto& turn : all) {
        try {
            co_await work_through(database, turn);
        } catch (const database::DatabaseError& error) {
            log_.error("retention: the database failed",
                       {{"class", core::PublicText::from_operator(std::string{turn.of.rule->name})},
                        {"database", core::PublicText::from_operator(chain)},
                        {"code", error.error_code()}});
        }
    }
}

async::Task<void> Retention::work_through(database::Database& database, Turn turn) {
    std::uint64_t deleted = 0;
    for (bool more = true; more;) {
        auto unit = database.run([turn](Connection& connection) { return step(connection, turn); });
        const auto batch = co_await std::move(unit);
        deleted += batch.deleted;
        more = batch.more;
        for (const auto& case_id : batch.on_order) gone_(core::MailboxId::parse(turn.chain).value(), case_id);
    }
    auto end = database.run([turn, deleted](Connection& connection) { finish(connection, turn, deleted); });
    co_await std::move(end);
    if (deleted == 0) co_return;
    log_.info("retention: deleted", {{"class", core::PublicText::from_operator(std::string{turn.of.rule->name})},
                                     {"database", core::PublicText::from_operator(turn.chain)},
                                     {"count", deleted}});
}
}  // namespace vorab::hospital_server::retention
