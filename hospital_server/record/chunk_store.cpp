#include "hospital_server/record/chunk_store.hpp"

namespace vorab::hospital_server::record {
namespace {
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using database::Value;

const core::Failure not_this_chunk{
    Problem::envelope_not_opened,
    "this is not the chunk that the record describes: changed, cut off, or out of its place"};

struct Progress {
    std::int64_t chunks = 0;
    std::string state;
};

/// Holds the row until the transaction's end: two chunks of one attachment stand in line.
Progress lock_progress(Connection& connection, const AttachmentName& name, const std::string& now) {
    connection.execute(
        "INSERT IGNORE INTO attachment_progress (case_id, attachment, chunks, bytes, changed_at) VALUES (?, ?, 0, 0, "
        "?)",
        {name.case_id.str(), name.id.str(), now});
    const auto row = connection.query_one(
        "SELECT chunks, state FROM attachment_progress WHERE case_id = ? AND attachment = ? FOR UPDATE",
        {name.case_id.str(), name.id.str()});
    return {row->integer(0), row->text(1)};
}

/// The same bytes are here (true), others are (conflict), or none (false).
Result<bool> is_here(Connection& connection, const AttachmentName& name, std::uint32_t number, core::BytesView sealed) {
    const auto row = connection.query_one(
        "SELECT sealed = ? FROM attachment_chunk WHERE case_id = ? AND attachment = ? AND number = ?",
        {sealed, name.case_id.str(), name.id.str(), std::int64_t{number}});
    if (!row) return false;
    if (row->integer(0) == 1) return true;
    return failure(Problem::conflict, "this chunk is here with other bytes; take a new attachment id");
}

Result<void> within_quota(Connection& connection, const core::CaseId& case_id, std::size_t more,
                          const AttachmentQuota& quota) {
    const auto row = connection.query_one(
        "SELECT COUNT(*), CAST(SUM(bytes) AS SIGNED) FROM attachment_progress WHERE case_id = ?", {case_id.str()});
    if (row->integer(0) > quota.attachments) {
        return failure(Problem::too_large, "this case has as many attachments as a case may have");
    }
    if (row->integer(1) + static_cast<std::int64_t>(more) > quota.bytes) {
        return failure(Problem::too_large, "the attachments of this case are as large as they may be");
    }
    return {};
}

/// Opens it: what is refused now can be sent again; a wrong chunk that was kept could not.
Result<void> fits(const Description& described, std::uint32_t number, core::BytesView sealed) {
    if (number >= described.chunks)
        return failure(Problem::envelope_not_opened, "the record knows no chunk of this number");
    if (sealed.size() != described.size_of(number) + sealing::chunk_tag) return not_this_chunk;
    const auto plain = sealing::open_chunk(described.key, number, described.is_last(number), sealed);
    if (!plain) return not_this_chunk;
    return {};
}

void insert(Connection& connection, const AttachmentName& name, std::uint32_t number, core::BytesView sealed,
            const std::string& now) {
    connection.execute(
        "INSERT INTO attachment_chunk (case_id, attachment, number, sealed, received_at) VALUES (?, ?, ?, ?, ?)",
        {name.case_id.str(), name.id.str(), std::int64_t{number}, sealed, now});
    connection.execute(
        "UPDATE attachment_progress SET chunks = chunks + 1, bytes = bytes + ?, changed_at = ? WHERE case_id = ? AND "
        "attachment = ?",
        {static_cast<std::int64_t>(sealed.size()), now, name.case_id.str(), name.id.str()});
}

AttachmentState state_of(const std::string& word, bool described) {
    if (word == "complete") return AttachmentState::complete;
    if (word == "refused") return AttachmentState::refused;
    return described ? AttachmentState::incomplete : AttachmentState::waiting_for_record;
}
}  // namespace

std::optional<Description> find_description(Connection& connection, const AttachmentName& name) {
    const auto row = connection.query_one(
        "SELECT transmission, size, chunk_size, chunks, key_bytes, nonce_prefix, sha256, ciphertext_sha256, media_type "
        "FROM attachment WHERE case_id = ? AND id = ?",
        {name.case_id.str(), name.id.str()});
    if (!row) return std::nullopt;
    return Description{core::TransmissionId::parse(row->text(0)).value(),
                       static_cast<std::uint64_t>(row->integer(1)),
                       static_cast<std::uint64_t>(row->integer(2)),
                       static_cast<std::uint32_t>(row->integer(3)),
                       {signing::SecretBytes{core::Bytes{row->bytes(4)}}, core::Bytes{row->bytes(5)}},
                       core::Bytes{row->bytes(6)},
                       core::Bytes{row->bytes(7)},
                       row->text(8)};
}

Result<Kept> keep_chunk(Connection& connection, const AttachmentName& name, std::uint32_t number,
                        core::BytesView sealed, const AttachmentQuota& quota, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    database::Transaction transaction{connection};
    const Progress before = lock_progress(connection, name, at);
    if (before.state == "refused") {
        return failure(Problem::envelope_not_opened, "this attachment was refused; send it under a new id");
    }
    const auto described = find_description(connection, name);
    const auto here = is_here(connection, name, number, sealed);
    if (!here) return here.error();
    Kept kept;
    kept.fresh = !*here;
    kept.size = described ? described->size : 0;
    if (kept.fresh) {
        const auto allowed = within_quota(connection, name.case_id, sealed.size(), quota);
        if (!allowed) return allowed.error();
        if (described) {
            const auto right = fits(*described, number, sealed);
            if (!right) return right.error();
        }
        insert(connection, name, number, sealed, at);
    }
    const std::int64_t count = before.chunks + (kept.fresh ? 1 : 0);
    kept.all_here = described && before.state == "open" && count >= std::int64_t{described->chunks};
    transaction.commit();
    return kept;
}

AttachmentStatus find_status(Connection& connection, const AttachmentName& name) {
    const auto row = connection.query_one(
        "SELECT (SELECT state FROM attachment_progress WHERE case_id = ? AND attachment = ?), "
        "EXISTS (SELECT 1 FROM attachment WHERE case_id = ? AND id = ?)",
        {name.case_id.str(), name.id.str(), name.case_id.str(), name.id.str()});
    AttachmentStatus status{state_of(row->optional_text(0).value_or("open"), row->integer(1) == 1), {}};
    for (const auto& chunk :
         connection.query("SELECT number FROM attachment_chunk WHERE case_id = ? AND attachment = ? ORDER BY number",
                          {name.case_id.str(), name.id.str()})) {
        status.chunks.push_back(chunk.integer(0));
    }
    return status;
}

std::optional<core::Bytes> find_chunk(Connection& connection, const AttachmentName& name, std::uint32_t number) {
    const auto row =
        connection.query_one("SELECT sealed FROM attachment_chunk WHERE case_id = ? AND attachment = ? AND number = ?",
                             {name.case_id.str(), name.id.str(), std::int64_t{number}});
    if (!row) return std::nullopt;
    return core::Bytes{row->bytes(0)};
}

bool settle(Connection& connection, const AttachmentName& name, AttachmentState state, bool as_said,
            core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string_view word = state == AttachmentState::complete ? "complete" : "refused";
    return connection.execute(
               "UPDATE attachment_progress SET state = ?, content = ?, changed_at = ? WHERE case_id = ? AND attachment "
               "= ? AND state = 'open'",
               {word, std::string_view{as_said ? "as_said" : "other"}, at, name.case_id.str(), name.id.str()}) == 1;
}

std::vector<AllHere> all_here(Connection& connection, const std::optional<core::CaseId>& of_case) {
    const std::string all =
        std::string{
            "SELECT p.case_id, p.attachment, a.size FROM attachment_progress p JOIN attachment a ON a.case_id = "
            "p.case_id AND a.id = p.attachment WHERE p.state = 'open' AND p.chunks >= a.chunks"} +
        (of_case ? " AND p.case_id = ?" : "") + " LIMIT 100";
    std::vector<Value> parameters;
    if (of_case) parameters.emplace_back(of_case->str());
    std::vector<AllHere> found;
    for (const auto& row : connection.query(all.c_str(), parameters)) {
        found.push_back({{core::CaseId::parse(row.text(0)).value(), core::AttachmentId::parse(row.text(1)).value()},
                         static_cast<std::uint64_t>(row.integer(2))});
    }
    return found;
}

std::uint64_t forget_undescribed(Connection& connection, core::Timestamp quiet_since) {
    const std::string since = database::to_sql(quiet_since);
    database::Transaction transaction{connection};
    const auto row = connection.query_one(
        "SELECT p.case_id, p.attachment FROM attachment_progress p WHERE p.state = 'open' AND p.changed_at < ? AND NOT "
        "EXISTS (SELECT 1 FROM attachment a WHERE a.case_id = p.case_id AND a.id = p.attachment) LIMIT 1 FOR UPDATE",
        {since});
    if (!row) return 0;
    const auto gone = connection.execute("DELETE FROM attachment_chunk WHERE case_id = ? AND attachment = ? LIMIT 256",
                                         {row->text(0), row->text(1)});
    // What is left is counted again, should its record come after all.
    connection.execute(
        "UPDATE attachment_progress SET chunks = GREATEST(0, chunks - ?) WHERE case_id = ? AND attachment = ?",
        {static_cast<std::int64_t>(gone), row->text(0), row->text(1)});
    if (gone < 256) {
        connection.execute("DELETE FROM attachment_progress WHERE case_id = ? AND attachment = ?",
                           {row->text(0), row->text(1)});
    }
    transaction.commit();
    return gone;
}
}  // namespace vorab::hospital_server::record
