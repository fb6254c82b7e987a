#include "gateway/transmissions/parking.hpp"

#include <random>

#include "common/outbox/schedule.hpp"
#include "common/signing/hash.hpp"
#include "gateway/answers/sent.hpp"

namespace vorab::gateway::parking {
namespace {
constexpr outbox::Backoff backoff{std::chrono::seconds{2}, std::chrono::seconds{60}};

/// Database threads: each has its own.
double random_part() {
    thread_local std::minstd_rand source{std::random_device{}()};
    return std::uniform_real_distribution<double>{0.0, 1.0}(source);
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

core::Result<Parked> park(database::Connection& connection, const envelope::RoutingSlip& slip,
                          const core::ClientId& client, std::string_view body, core::Timestamp now) {
    Parked parked{slip.transmission, client, slip.mailbox, slip.case_id, "parked", {}, {}, 0};
    const auto digest = signing::sha256(core::bytes_of(body));
    const std::string at = database::to_sql(now);
    const std::string due_at = database::to_sql(now + backoff.first);
    try {
        database::Transaction transaction{connection};
        connection.execute(
            "INSERT INTO parked (transmission, sha256, client, mailbox, case_id, body, due_at, parked_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            {slip.transmission.str(), core::BytesView{digest}, client.str(), slip.mailbox.str(), slip.case_id.str(),
             core::bytes_of(body), due_at, at});
        answers::write_sent(connection, slip, client, now);
        transaction.commit();
    } catch (const database::DatabaseError& error) {
        if (!error.is_duplicate_key()) throw;
        const auto same = connection.query_one(
            "SELECT state, answer FROM parked WHERE transmission = ? AND sha256 = ? AND client = ?",
            {slip.transmission.str(), core::BytesView{digest}, client.str()});
        if (!same)
            return core::failure(core::Problem::conflict,
                                 "this transmission id was used for other content; take a new one");
        parked.state = same->text(0);
        parked.answer = same->optional_text(1);
        if (parked.state != "expired") return parked;
        // Sent again after it had expired: it has another three hours, for "parked" must be true.
        parked.state = "parked";
        connection.execute(
            "UPDATE parked SET state = 'parked', body = ?, attempts = 0, due_at = ?, parked_at = ? "
            "WHERE transmission = ? AND state = 'expired'",
            {core::bytes_of(body), due_at, at, slip.transmission.str()});
    }
    return parked;
}

std::optional<Parked> find(database::Connection& connection, const core::TransmissionId& transmission) {
    const auto row = connection.query_one(
        "SELECT transmission, client, mailbox, case_id, state, answer, attempts FROM parked WHERE transmission = ?",
        {transmission.str()});
    if (!row) return std::nullopt;
    return parked_of(*row);
}

std::vector<core::MailboxId> mailboxes_due(database::Connection& connection, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    std::vector<core::MailboxId> mailboxes;
    for (const auto& row :
         connection.query("SELECT DISTINCT mailbox FROM parked WHERE state = 'parked' AND due_at <= ?", {at})) {
        mailboxes.push_back(core::MailboxId::parse(row.text(0)).value());
    }
    return mailboxes;
}

std::optional<Parked> take_due(database::Connection& connection, const core::MailboxId& mailbox, core::Timestamp now) {
    database::Transaction transaction{connection};
    const std::string at = database::to_sql(now);
    const auto row = connection.query_one(
        "SELECT transmission, client, mailbox, case_id, state, answer, attempts, body FROM parked WHERE mailbox = ? "
        "AND state = 'parked' AND due_at <= ? ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        {mailbox.str(), at});
    if (!row) return std::nullopt;
    Parked parked = parked_of(*row);
    parked.body = row->text(7);
    const std::string next = database::to_sql(now + outbox::pause_after(parked.attempts + 1, backoff, random_part()));
    connection.execute("UPDATE parked SET attempts = attempts + 1, due_at = ? WHERE transmission = ?",
                       {next, parked.transmission.str()});
    transaction.commit();
    return parked;
}

void bring_all_forward(database::Connection& connection, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    connection.execute("UPDATE parked SET due_at = ? WHERE state = 'parked' AND due_at > ?", {at, at});
    connection.execute("UPDATE parked_chunk SET due_at = ? WHERE due_at > ?", {at, at});
}

void bring_forward(database::Connection& connection, const core::MailboxId& mailbox, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    connection.execute("UPDATE parked SET due_at = ? WHERE mailbox = ? AND state = 'parked' AND due_at > ?",
                       {at, mailbox.str(), at});
}

bool settle(database::Connection& connection, const core::TransmissionId& transmission, std::string_view state,
            std::string_view answer) {
    return connection.execute(
               "UPDATE parked SET state = ?, answer = ?, body = NULL WHERE transmission = ? AND state = 'parked'",
               {state, answer, transmission.str()}) == 1;
}

std::vector<Parked> expire(database::Connection& connection, core::Timestamp parked_before, std::int64_t limit) {
    const std::string before = database::to_sql(parked_before);
    std::vector<Parked> expired;
    for (const auto& row : connection.query("SELECT transmission, client, mailbox, case_id, state, answer, attempts "
                                            "FROM parked WHERE state = 'parked' "
                                            "AND parked_at < ? LIMIT ? FOR UPDATE SKIP LOCKED",
                                            {before, limit})) {
        expired.push_back(parked_of(row));
        connection.execute("UPDATE parked SET state = 'expired', body = NULL WHERE transmission = ?",
                           {expired.back().transmission.str()});
    }
    return expired;
}

answers::Event event_of(const Parked& parked, envelope::AnswerEvent event, core::Timestamp now) {
    answers::Event made;
    made.case_id = parked.case_id;
    made.mailbox = parked.mailbox;
    made.event = event;
    made.at = now;
    made.transmission = parked.transmission;
    return made;
}

void forget(database::Connection& connection, core::Timestamp parked_before, core::Timestamp now) {
    const std::string before = database::to_sql(parked_before);
    const std::string at = database::to_sql(now);
    connection.execute("DELETE FROM parked WHERE state <> 'parked' AND parked_at < ?", {before});
    connection.execute("DELETE FROM used_assertion WHERE expires_at < ?", {at});
}
}  // namespace vorab::gateway::parking
