#include "hospital_server/usage_data/usage.hpp"

#include "common/async/timer.hpp"

namespace vorab::hospital_server::usage_data {
using database::Connection;

namespace {
constexpr std::size_t rows_at_once = 500;
constexpr int seconds_between_anchors = 60;
constexpr std::chrono::hours between_words{1};
}  // namespace

Usage::Usage(database::Database& server, const cases::Mailboxes& mailboxes, people::SignIn& sign_in,
             const audit::Notary& notary, const core::Clock& clock, const core::Log& log)
    : server_(server), mailboxes_(mailboxes), sign_in_(sign_in), notary_(notary), clock_(clock), log_(log) {}

async::Task<void> Usage::run() {
    for (int second = 0;; ++second) {
        co_await seal_all();
        if (second % seconds_between_anchors == 0) {
            co_await anchor_all();
        }
        co_await async::sleep_for(std::chrono::seconds{1});
    }
}

async::Task<void> Usage::seal_all() {
    co_await seal(server_);
    for (const auto& [id, mailbox] : mailboxes_.all()) co_await seal(mailbox->database);
}

async::Task<void> Usage::anchor_all() {
    co_await anchor(server_, audit::server_chain);
    for (const auto& [id, mailbox] : mailboxes_.all()) co_await anchor(mailbox->database, id.str());
}

async::Task<void> Usage::seal(database::Database& database) {
    try {
        for (std::size_t sealed = rows_at_once; sealed == rows_at_once;) {
            auto unit = database.run([](Connection& connection) { return audit::seal(connection, rows_at_once); });
            sealed = co_await std::move(unit);
        }
    } catch (const database::DatabaseError&) {  // the database says in the log that it is gone, once; rows wait
    }
}

async::Task<void> Usage::anchor(database::Database& database, std::string chain) {
    try {
        auto look = database.run([](Connection& connection) { return audit::head(connection); });
        const auto place = co_await std::move(look);
        if (anchored_[chain] == place.number) co_return;
        auto keep = server_.run([this, chain, place, now = clock_.now()](Connection& connection) {
            audit::note_anchor(connection, chain, place, notary_, now);
        });
        co_await std::move(keep);
        anchored_[chain] = place.number;
        if (clock_.now() - told_[chain] < between_words) co_return;
        told_[chain] = clock_.now();
        log_.info("audit: so far the chain goes",
                  {{"chain", core::PublicText::from_operator(chain)},
                   {"number", place.number},
                   {"hash", core::PublicText::from_operator(core::to_hex(place.hash))}});
    } catch (const database::DatabaseError&) {  // as above
    }
}
}  // namespace vorab::hospital_server::usage_data
