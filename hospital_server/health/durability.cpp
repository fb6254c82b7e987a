#include "hospital_server/health/durability.hpp"

#include "common/async/timer.hpp"

namespace vorab::hospital_server::health {
namespace {
constexpr std::chrono::minutes ask_again{10};
constexpr std::int64_t at_each_commit = 1;
}  // namespace

async::Task<void> Durability::ask_all() {
    for (const auto& [id, mailbox] : mailboxes_.all()) co_await ask(*mailbox);
}

async::Task<void> Durability::run() {
    for (;;) {
        co_await ask_all();
        co_await async::sleep_for(ask_again);
    }
}

async::Task<void> Durability::ask(cases::Mailbox& mailbox) {
    try {
        auto unit = mailbox.database.run([](database::Connection& connection) {
            const auto row = connection.query_one("SELECT @@GLOBAL.innodb_flush_log_at_trx_commit");
            return row->integer(0);
        });
        const std::int64_t found = co_await std::move(unit);
        const bool news = std::exchange(flush_[mailbox.id], found) != found;
        if (news && found != at_each_commit)
            log_.error(
                "this database loses acknowledged records when the power fails: set "
                "innodb_flush_log_at_trx_commit = 1",
                {{"mailbox", mailbox.id}, {"value", found}});
    } catch (const database::DatabaseError&) {  // that it does not answer is said elsewhere
    }
}

std::vector<Warning> Durability::warnings() const {
    std::vector<Warning> all;
    for (const auto& [id, flush] : flush_) {
        if (flush != at_each_commit) all.push_back({"database_may_lose_records", public_text(id), flush});
    }
    return all;
}
}  // namespace vorab::hospital_server::health
