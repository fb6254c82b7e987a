#include "gateway/positions/under_way.hpp"

#include <algorithm>

namespace vorab::gateway {
namespace {
using database::Connection;

constexpr std::chrono::hours kept{3};  // mission G5: with the board entry
constexpr std::chrono::milliseconds breath{250};
constexpr std::size_t most_known = 50'000;

Journey journey_of(const database::Row& row) {
    return {core::CaseId::parse(row.text(0)).value(), core::MailboxId::parse(row.text(1)).value(), row.text(2),
            database::timestamp_of(row, 3)};
}

std::vector<Journey> journeys_of(const std::vector<database::Row>& rows) {
    std::vector<Journey> journeys;
    for (const auto& row : rows) journeys.push_back(journey_of(row));
    return journeys;
}
}  // namespace

UnderWay::UnderWay(async::Executor executor, database::Database& database, const core::Clock& clock,
                   const core::Log& log)
    : database_(database), clock_(clock), log_(log), noted_(executor) {}

void UnderWay::note(const envelope::RoutingSlip& slip, const core::ClientId& client) {
    if (slip.kind == envelope::Kind::test || slip.kind == envelope::Kind::cancellation) return;
    const std::string key = slip.case_id.str() + slip.mailbox.str();
    const auto known = known_.find(key);
    if (known != known_.end() && known->second == slip.callsign) return;
    if (known_.size() >= most_known) known_.clear();  // rare; it costs a statement more
    known_[key] = slip.callsign;
    notes_[key] = {slip.case_id.str(), slip.mailbox.str(), client.str(), slip.callsign, database::to_sql(clock_.now())};
    noted_.notify();
}

async::Task<void> UnderWay::write() {
    if (notes_.empty()) co_return;
    auto unit = database_.run([notes = std::exchange(notes_, {})](Connection& connection) {
        std::vector<std::vector<database::Value>> rows;
        for (const auto& [key, note] : notes) {
            rows.push_back({note.case_id, note.mailbox, note.client, note.callsign, note.at});
        }
        return connection.execute_many(
            "INSERT INTO under_way (case_id, mailbox, client, callsign, noted_at) VALUES (?, ?, ?, ?, ?) "
            "ON DUPLICATE KEY UPDATE client = VALUES(client), callsign = VALUES(callsign)",
            rows);
    });
    co_await std::move(unit);
}

async::Task<void> UnderWay::run() {
    for (;;) {
        const bool noted = co_await noted_.wait(std::chrono::minutes{1});
        try {
            if (noted) co_await async::sleep_for(breath);
            co_await write();
            auto unit = database_.run([now = clock_.now()](Connection& connection) {
                const std::string before = database::to_sql(now - kept);
                return connection.execute("DELETE FROM under_way WHERE noted_at < ?", {before});
            });
            if (!noted) co_await std::move(unit);
        } catch (const database::DatabaseError& error) {
            log_.error("vehicles under way were not noted", {{"error", error.error_code()}});
        }
    }
}

std::vector<Journey> journeys_of_service(Connection& connection, const std::string& organisation) {
    return journeys_of(connection.query(
        "SELECT u.case_id, u.mailbox, u.callsign, u.noted_at FROM client c JOIN under_way u ON u.client = c.id "
        "WHERE c.organisation = ?",
        {organisation}));
}

std::vector<Journey> journeys_to(Connection& connection, const core::MailboxId& mailbox) {
    return journeys_of(connection.query("SELECT case_id, mailbox, callsign, noted_at FROM under_way WHERE mailbox = ?",
                                        {mailbox.str()}));
}

std::vector<Journey> find(const std::vector<Journey>& journeys, const Named& named) {
    auto wanted = named.case_id;
    core::Timestamp latest{};
    for (const auto& journey : journeys) {
        const bool later = !named.case_id && journey.callsign == named.callsign && journey.noted_at > latest;
        if (!later) continue;
        wanted = journey.case_id;
        latest = journey.noted_at;
    }
    std::vector<Journey> found;
    std::ranges::copy_if(journeys, std::back_inserter(found), [&](const auto& one) { return one.case_id == wanted; });
    return found;
}

bool note_eta(Connection& connection, const Journey& journey, core::Timestamp eta, core::Timestamp said_at) {
    const std::string time = database::to_sql(eta);
    const std::string at = database::to_sql(said_at);
    return connection.execute(
               "UPDATE under_way SET eta = ?, eta_at = ? WHERE case_id = ? AND mailbox = ? AND (eta_at IS NULL OR "
               "(eta_at < ? AND eta <> ?))",
               {time, at, journey.case_id.str(), journey.mailbox.str(), at, time}) == 1;
}
}  // namespace vorab::gateway
