#include "gateway/transmissions/parking.hpp"

#include "common/signing/hash.hpp"

namespace vorab::gateway::parking {
namespace {
constexpr std::chrono::seconds first_pause{2};
constexpr std::chrono::seconds longest_pause{60};

std::chrono::seconds pause_after(int attempts) {
    auto pause = first_pause;
    for (int i = 0; i < attempts && pause < longest_pause; ++i) pause *= 2;
    return std::min(pause, longest_pause);
}

Parked parked_of(const database::Row& row) {
    Parked parked;
    parked.transmission = core::TransmissionId::parse(row.text(0)).value();
    parked.client = core::ClientId::parse(row.text(1)).value();
    parked.mailbox = core::MailboxId::parse(row.text(2)).value();
    parked.case_id = core::CaseId::parse(row.text(3)).value();
    parked.state = row.text(4);
    parked.answer = row.optional_text(5);
    parked.attempts = static_cast<int>(row.integer(6));
    return parked;
}
}  // namespace

core::Result<void> park(database::Connection& connection, const envelope::RoutingSlip& slip,
                        const core::ClientId& client, std::string_view body, core::Timestamp now) {
    const auto digest = signing::sha256(core::bytes_of(body));
    const std::string at = database::to_sql(now);
    const std::string due_at = database::to_sql(now + first_pause);
    try {
        connection.execute(
            "INSERT INTO parked (transmission, sha256, client, mailbox, case_id, body, due_at, parked_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            {slip.transmission.str(), core::BytesView{digest}, client.str(), slip.mailbox.str(), slip.case_id.str(),
             core::bytes_of(body), due_at, at});
    } catch (const database::DatabaseError& error) {
        if (!error.is_duplicate_key()) throw;
        const auto same =
            connection.query_one("SELECT 1 FROM parked WHERE transmission = ? AND sha256 = ? AND client = ?",
                                 {slip.transmission.str(), core::BytesView{digest}, client.str()});
        if (!same)
            return core::failure(core::Problem::conflict,
                                 "this transmission id was used for other content; take a new one");
        // Sent again after it had expired: it has another three hours, for "parked" must be true.
        connection.execute(
            "UPDATE parked SET state = 'parked', body = ?, attempts = 0, due_at = ?, parked_at = ? "
            "WHERE transmission = ? AND state = 'expired'",
            {core::bytes_of(body), due_at, at, slip.transmission.str()});
    }
    return {};
}

std::optional<Parked> find(database::Connection& connection, const core::TransmissionId& transmission) {
    const auto row = connection.query_one(
        "SELECT transmission, client, mailbox, case_id, state, answer, attempts FROM parked WHERE transmission = ?",
        {transmission.str()});
    if (!row) return std::nullopt;
    return parked_of(*row);
}

std::vector<Parked> due(database::Connection& connection, core::Timestamp now, int limit) {
    database::Transaction transaction{connection};
    const std::string at = database::to_sql(now);
    std::vector<Parked> taken;
    for (const auto& row :
         connection.query("SELECT transmission, client, mailbox, case_id, state, answer, attempts, body FROM parked "
                          "WHERE state = 'parked' AND due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED",
                          {at, limit})) {
        Parked parked = parked_of(row);
        parked.body = row.text(7);
        const std::string next = database::to_sql(now + pause_after(parked.attempts + 1));
        connection.execute("UPDATE parked SET attempts = attempts + 1, due_at = ? WHERE transmission = ?",
                           {next, parked.transmission.str()});
        taken.push_back(std::move(parked));
    }
    transaction.commit();
    return taken;
}

void settle(database::Connection& connection, const core::TransmissionId& transmission, std::string_view state,
            std::string_view answer) {
    connection.execute(
        "UPDATE parked SET state = ?, answer = ?, body = NULL WHERE transmission = ? AND state = 'parked'",
        {state, answer, transmission.str()});
}

std::uint64_t expire(database::Connection& connection, core::Timestamp parked_before) {
    const std::string before = database::to_sql(parked_before);
    return connection.execute(
        "UPDATE parked SET state = 'expired', body = NULL WHERE state = 'parked' AND parked_at < ?", {before});
}

void forget(database::Connection& connection, core::Timestamp parked_before, core::Timestamp now) {
    const std::string before = database::to_sql(parked_before);
    const std::string at = database::to_sql(now);
    connection.execute("DELETE FROM parked WHERE state <> 'parked' AND parked_at < ?", {before});
    connection.execute("DELETE FROM used_assertion WHERE expires_at < ?", {at});
}
}  // namespace vorab::gateway::parking
