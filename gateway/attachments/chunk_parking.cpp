#include "gateway/attachments/chunk_parking.hpp"

#include "common/signing/hash.hpp"

namespace vorab::gateway::chunk_parking {
namespace {
using core::Problem;
constexpr std::chrono::seconds claim_time{60};  // longer than any attempt: after a kill another instance goes on
}  // namespace

core::Result<void> park(database::Connection& connection, const ChunkName& name, const core::ClientId& client,
                        std::string_view sealed, const ChunkQuota& quota, core::Timestamp now) {
    const auto digest = signing::sha256(core::bytes_of(sealed));
    const std::string at = database::to_sql(now);
    const auto size = static_cast<std::int64_t>(sealed.size());
    const auto same = connection.query_one(
        "SELECT sha256 FROM parked_chunk WHERE mailbox = ? AND case_id = ? AND attachment = ? AND number = ?",
        {name.mailbox.str(), name.case_id.str(), name.attachment.str(), std::int64_t{name.number}});
    if (same && same->bytes(0) == digest) return {};
    if (same) return core::failure(Problem::conflict, "this chunk is here with other bytes; take a new attachment id");
    const auto here = connection.query_one(
        "SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS SIGNED) FROM parked_chunk WHERE mailbox = ? AND case_id = ?",
        {name.mailbox.str(), name.case_id.str()});
    if (here->integer(0) >= quota.chunks || here->integer(1) + size > quota.bytes) {
        return core::failure(Problem::too_many_requests,
                             "the hospital does not answer, and no more of this case is kept here; wait and ask which "
                             "chunks have arrived");
    }
    connection.execute(
        "INSERT IGNORE INTO parked_chunk (mailbox, case_id, attachment, number, client, size, sha256, sealed, due_at, "
        "parked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {name.mailbox.str(), name.case_id.str(), name.attachment.str(), std::int64_t{name.number}, client.str(), size,
         core::BytesView{digest}, core::bytes_of(sealed), at, at});
    return {};
}

std::vector<std::int64_t> numbers(database::Connection& connection, const ChunkName& any_of_attachment) {
    std::vector<std::int64_t> found;
    for (const auto& row : connection.query(
             "SELECT number FROM parked_chunk WHERE mailbox = ? AND case_id = ? AND attachment = ? ORDER BY number",
             {any_of_attachment.mailbox.str(), any_of_attachment.case_id.str(), any_of_attachment.attachment.str()})) {
        found.push_back(row.integer(0));
    }
    return found;
}

std::vector<core::MailboxId> mailboxes_due(database::Connection& connection, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    std::vector<core::MailboxId> mailboxes;
    for (const auto& row : connection.query("SELECT DISTINCT mailbox FROM parked_chunk WHERE due_at <= ?", {at}))
        mailboxes.push_back(core::MailboxId::parse(row.text(0)).value());
    return mailboxes;
}

std::optional<ParkedChunk> due(database::Connection& connection, const core::MailboxId& mailbox, core::Timestamp now) {
    database::Transaction transaction{connection};
    const std::string at = database::to_sql(now);
    const auto row = connection.query_one(
        "SELECT case_id, attachment, number, attempts, sealed FROM parked_chunk WHERE mailbox = ? AND due_at <= ? "
        "ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        {mailbox.str(), at});
    if (!row) return std::nullopt;
    ParkedChunk chunk;
    chunk.name.mailbox = mailbox;
    chunk.name.case_id = core::CaseId::parse(row->text(0)).value();
    chunk.name.attachment = core::AttachmentId::parse(row->text(1)).value();
    chunk.name.number = static_cast<std::uint16_t>(row->integer(2));
    chunk.attempts = static_cast<int>(row->integer(3));
    chunk.sealed = row->text(4);
    const std::string next = database::to_sql(now + claim_time);
    connection.execute(
        "UPDATE parked_chunk SET attempts = attempts + 1, due_at = ? WHERE mailbox = ? AND case_id = ? AND "
        "attachment = ? AND number = ?",
        {next, chunk.name.mailbox.str(), chunk.name.case_id.str(), chunk.name.attachment.str(),
         std::int64_t{chunk.name.number}});
    transaction.commit();
    return chunk;
}

void remove(database::Connection& connection, const ChunkName& name) {
    connection.execute("DELETE FROM parked_chunk WHERE mailbox = ? AND case_id = ? AND attachment = ? AND number = ?",
                       {name.mailbox.str(), name.case_id.str(), name.attachment.str(), std::int64_t{name.number}});
}

void postpone(database::Connection& connection, const core::MailboxId& mailbox, core::Timestamp until) {
    const std::string at = database::to_sql(until);
    connection.execute("UPDATE parked_chunk SET due_at = ? WHERE mailbox = ?", {at, mailbox.str()});
}

std::uint64_t expire(database::Connection& connection, core::Timestamp parked_before) {
    const std::string before = database::to_sql(parked_before);
    return connection.execute("DELETE FROM parked_chunk WHERE parked_at < ?", {before});
}
}  // namespace vorab::gateway::chunk_parking
