#include "gateway/answers/sent.hpp"

namespace vorab::gateway::answers {
namespace {
using database::Connection;
using namespace std::chrono_literals;

constexpr auto gathering = 50ms;
constexpr auto pause_after_failure = 1s;
constexpr std::size_t most_notes = 100'000;  ///< while the database is gone: some minutes of a whole country's

constexpr const char* insert_sql =
    "INSERT IGNORE INTO sent (transmission, case_id, client, mailbox, sent_at) VALUES (?, ?, ?, ?, ?)";
}  // namespace

void write_sent(Connection& connection, const envelope::RoutingSlip& slip, const core::ClientId& client,
                core::Timestamp now) {
    const std::string sent_at = database::to_sql(now);
    connection.execute(insert_sql,
                       {slip.transmission.str(), slip.case_id.str(), client.str(), slip.mailbox.str(), sent_at});
}

Sent::Sent(async::Executor executor, database::Database& database, const core::Clock& clock, const core::Log& log)
    : database_(database), clock_(clock), log_(log), noted_(executor) {}

void Sent::note(const envelope::RoutingSlip& slip, const core::ClientId& client) {
    if (notes_.size() >= most_notes) return;
    notes_.push_back({slip.transmission.str(), slip.case_id.str(), client.str(), slip.mailbox.str(),
                      database::to_sql(clock_.now())});
    noted_.notify();
}

void Sent::insert(Connection& connection, const std::vector<Note>& notes) {
    std::vector<std::vector<database::Value>> rows;
    rows.reserve(notes.size());
    for (const auto& note : notes) {
        rows.push_back({std::string_view{note.transmission}, std::string_view{note.case_id},
                        std::string_view{note.client}, std::string_view{note.mailbox}, std::string_view{note.sent_at}});
    }
    connection.execute_many(insert_sql, rows);
}

async::Task<bool> Sent::write() {
    if (notes_.empty()) co_return true;
    const auto notes = std::make_shared<std::vector<Note>>(std::move(notes_));
    notes_.clear();
    try {
        auto unit = database_.run([notes](Connection& connection) { insert(connection, *notes); });
        co_await std::move(unit);
        co_return true;
    } catch (const database::DatabaseError& error) {
        log_.error("who sent what is not written yet", {{"count", notes->size()}, {"error", error.error_code()}});
    }
    notes_.insert(notes_.begin(), std::make_move_iterator(notes->begin()), std::make_move_iterator(notes->end()));
    co_return false;
}

async::Task<void> Sent::run() {
    for (;;) {
        const bool noted = co_await noted_.wait(1min);
        if (!noted && notes_.empty()) continue;
        co_await async::sleep_for(gathering);
        const bool written = co_await write();
        if (written) continue;
        co_await async::sleep_for(pause_after_failure);
        noted_.notify();
    }
}
}  // namespace vorab::gateway::answers
