#pragma once
// The board's tables (sql/board.sql). Plain functions over a connection; each is one unit of work.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/board/entry.hpp"
#include "common/database/connection.hpp"

namespace vorab::board {

/// What a hospital makes for one wall display (contract section 4). The licence key itself is never stored.
struct Licence {
    core::Bytes proof_sha256;
    core::MailboxId mailbox;
    std::string wrapped_key;
    boost::json::object config;
};

/// Written by `licence create` on the hospital server, read by `board add` on the gateway.
std::string to_bundle(const Licence& licence);
core::Result<Licence> read_bundle(std::string_view bundle);

void add_licence(database::Connection& connection, const Licence& licence, core::Timestamp now);
std::optional<Licence> find_licence(database::Connection& connection, core::BytesView proof_sha256);

/// Opens a session, unless another browser showed a sign of life within `silence`: then conflict.
core::Result<void> open_session(database::Connection& connection, core::BytesView proof_sha256,
                                core::BytesView token_sha256, core::Timestamp now, std::chrono::seconds silence);

/// The licence of a session that still holds; prolongs it by seven days and notes the sign of life.
std::optional<Licence> use_session(database::Connection& connection, core::BytesView token_sha256, core::Timestamp now);
/// The same for many in two statements and one commit, by session: those that hold no more are missing.
std::map<core::Bytes, Licence> use_sessions(database::Connection& connection,
                                            const std::vector<core::Bytes>& tokens_sha256, core::Timestamp now);
void close_session(database::Connection& connection, core::BytesView token_sha256);

void put_entry(database::Connection& connection, const core::MailboxId& mailbox, const Entry& entry);
struct StoredEntry {
    core::MailboxId mailbox;
    Entry entry;
};
/// Those received at `time` or later.
std::vector<StoredEntry> entries_since(database::Connection& connection, core::Timestamp time);

/// What was written since a moment of the database's own clock, by whichever process.
struct Changes {
    core::Timestamp read_at{};  ///< the database's clock when this was read: ask from here next time, with an overlap
    std::vector<StoredEntry> entries;
    std::vector<core::Bytes> licences;  ///< their proof_sha256
};
Changes changes_since(database::Connection& connection, core::Timestamp time);

/// The database's clock now.
core::Timestamp database_time(database::Connection& connection);

/// Retention: entries received before `entries_before` and sessions past their end are deleted. Returns how many
/// entries.
std::uint64_t forget(database::Connection& connection, core::Timestamp entries_before, core::Timestamp now);

}  // namespace vorab::board
