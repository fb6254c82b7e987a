#include "gateway/answers/sent.hpp"

#include <map>

namespace vorab::gateway::answers {
namespace {
using database::Connection;
using namespace std::chrono_literals;

constexpr auto gathering = 50ms;
constexpr auto pause_after_failure = 1s;
constexpr std::size_t most_notes = 100'000;  ///< while the database is gone: some minutes of a whole country's

using Notes = std::vector<Sent::Note>;
using Rows = std::vector<std::vector<database::Value>>;

Sent::Note note_of(const envelope::RoutingSlip& slip, const core::ClientId& client, core::Timestamp now) {
    const bool under_way = slip.kind != envelope::Kind::test && slip.kind != envelope::Kind::cancellation;
    return {slip.transmission.str(), slip.case_id.str(),    client.str(), slip.mailbox.str(),
            slip.callsign,           database::to_sql(now), under_way};
}

void write_senders(Connection& connection, const Notes& notes) {
    Rows rows;
    rows.reserve(notes.size());
    for (const auto& note : notes)
        rows.push_back({note.transmission, note.case_id, note.client, note.mailbox, note.at});
    connection.execute_many(
        "INSERT IGNORE INTO sent (transmission, case_id, client, mailbox, sent_at) VALUES (?, ?, ?, ?, ?)", rows);
}

/// Of each case and mailbox the latest: a burst of vitals is one vehicle.
void write_vehicles(Connection& connection, const Notes& notes) {
    std::map<std::pair<std::string_view, std::string_view>, const Sent::Note*> latest;
    for (const auto& note : notes) {
        if (note.under_way) latest[{note.case_id, note.mailbox}] = &note;
    }
    Rows rows;
    for (const auto& [journey, note] : latest) {
        rows.push_back({note->case_id, note->mailbox, note->client, note->callsign, note->at});
    }
    if (rows.empty()) return;
    connection.execute_many(
        "INSERT INTO under_way (case_id, mailbox, client, callsign, noted_at) VALUES (?, ?, ?, ?, ?) "
        "ON DUPLICATE KEY UPDATE client = VALUES(client), callsign = VALUES(callsign)",
        rows);
}

void insert(Connection& connection, const Notes& notes) {
    write_senders(connection, notes);
    write_vehicles(connection, notes);
}
}  // namespace

void write_sent(Connection& connection, const envelope::RoutingSlip& slip, const core::ClientId& client,
                core::Timestamp now) {
    insert(connection, {note_of(slip, client, now)});
}

Sent::Sent(async::Executor executor, database::Database& database, const core::Clock& clock, const core::Log& log)
    : database_(database), clock_(clock), log_(log), noted_(executor) {}

void Sent::note(const envelope::RoutingSlip& slip, const core::ClientId& client) {
    if (notes_.size() >= most_notes) return;
    notes_.push_back(note_of(slip, client, clock_.now()));
    noted_.notify();
}

async::Task<bool> Sent::write() {
    if (notes_.empty()) co_return true;
    const auto notes = std::make_shared<std::vector<Note>>(std::move(notes_));
    notes_.clear();
    try {
        auto unit = database_.run([notes](Connection& connection) {
            database::Transaction transaction{connection};
            insert(connection, *notes);
            transaction.commit();
        });
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
