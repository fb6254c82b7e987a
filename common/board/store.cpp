#include "common/board/store.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"

namespace vorab::board {
namespace {
using database::Connection;
using database::Row;
constexpr std::chrono::days session_life{7};  // mission B2

/// A list of them, as JSON in one parameter.
#define VORAB_TOKENS "JSON_TABLE(?, '$[*]' COLUMNS (token CHAR(64) PATH '$')) AS t"

Licence licence_of(const Row& row) {
    return {core::Bytes{row.bytes(0)}, core::MailboxId::parse(row.text(1)).value(), row.text(2),
            core::parse_json_object(row.text(3)).value()};
}

Entry entry_of(const Row& row) {
    Entry entry;
    entry.case_id = core::CaseId::parse(row.text(1)).value();
    entry.sequence = row.integer(2);
    entry.received_at = database::timestamp_of(row, 3);
    entry.state = parse_state(row.text(4)).value();
    entry.sealed = row.text(5);
    if (!row.is_null(6)) entry.eta = database::timestamp_of(row, 6);
    entry.alarm = row.optional_text(7);
    return entry;
}
}  // namespace

std::string to_bundle(const Licence& licence) {
    return boost::json::serialize(boost::json::object{{"proof_sha256", core::to_hex(licence.proof_sha256)},
                                                      {"mailbox", licence.mailbox.str()},
                                                      {"wrapped_key", licence.wrapped_key},
                                                      {"config", licence.config}});
}

core::Result<Licence> read_bundle(std::string_view bundle) {
    const auto object = core::parse_json_object(bundle);
    if (!object) return object.error();
    core::JsonFields in{*object};
    const auto proof = core::from_hex(in.text("proof_sha256"));
    const auto mailbox = core::MailboxId::parse(in.text("mailbox"));
    Licence licence;
    licence.wrapped_key = in.text("wrapped_key", 4096);
    licence.config = in.object("config");
    if (const auto wrong = in.finish()) return *wrong;
    if (!mailbox) return mailbox.error();
    if (!proof || proof->size() != 32) return core::failure(core::Problem::malformed, "proof_sha256 is 64 hex digits");
    licence.proof_sha256 = *proof;
    licence.mailbox = *mailbox;
    return licence;
}

void add_licence(Connection& connection, const Licence& licence, core::Timestamp now) {
    const std::string config = boost::json::serialize(licence.config);
    const std::string created_at = database::to_sql(now);
    connection.execute(
        "INSERT INTO board_licence (proof_sha256, mailbox, wrapped_key, config, created_at) VALUES (?, ?, ?, ?, ?) "
        "ON DUPLICATE KEY UPDATE wrapped_key = VALUES(wrapped_key), config = VALUES(config), revoked = FALSE",
        {core::BytesView{licence.proof_sha256}, licence.mailbox.str(), licence.wrapped_key, config, created_at});
}

std::optional<Licence> find_licence(Connection& connection, core::BytesView proof_sha256) {
    const auto row = connection.query_one(
        "SELECT proof_sha256, mailbox, wrapped_key, config FROM board_licence WHERE proof_sha256 = ? AND NOT revoked",
        {proof_sha256});
    if (!row) return std::nullopt;
    return licence_of(*row);
}

core::Result<void> open_session(Connection& connection, core::BytesView proof_sha256, core::BytesView token_sha256,
                                core::Timestamp now, std::chrono::seconds silence) {
    database::Transaction transaction{connection};
    // Locking the licence makes two browsers that ask at once stand in line.
    const auto licence =
        connection.query_one("SELECT 1 FROM board_licence WHERE proof_sha256 = ? FOR UPDATE", {proof_sha256});
    if (!licence) return core::failure(core::Problem::unauthenticated, "this licence key is not known");
    const std::string alive_since = database::to_sql(now - silence);
    const auto other = connection.query_one(
        "SELECT 1 FROM board_session WHERE proof_sha256 = ? AND seen_at > ? LIMIT 1", {proof_sha256, alive_since});
    if (other) return core::failure(core::Problem::conflict, "this licence key is active in another browser");
    connection.execute("DELETE FROM board_session WHERE proof_sha256 = ?", {proof_sha256});
    const std::string at = database::to_sql(now);
    const std::string until = database::to_sql(now + session_life);
    connection.execute(
        "INSERT INTO board_session (token_sha256, proof_sha256, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, "
        "?)",
        {token_sha256, proof_sha256, at, at, until});
    transaction.commit();
    return {};
}

std::map<core::Bytes, Licence> use_sessions(Connection& connection, const std::vector<core::Bytes>& tokens_sha256,
                                            core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string until = database::to_sql(now + session_life);
    boost::json::array asked;
    for (const auto& token : tokens_sha256) asked.emplace_back(core::to_hex(token));
    const std::string tokens = boost::json::serialize(asked);
    database::Transaction transaction{connection};
    // By their keys: whoever watches through another instance is neither read nor locked.
    connection.execute("UPDATE " VORAB_TOKENS
                       " STRAIGHT_JOIN board_session s ON s.token_sha256 = UNHEX(t.token) "
                       "SET s.seen_at = ?, s.expires_at = ? WHERE s.expires_at > ?",
                       {tokens, at, until, at});
    std::map<core::Bytes, Licence> licences;
    for (const auto& row :
         connection.query("SELECT l.proof_sha256, l.mailbox, l.wrapped_key, l.config, s.token_sha256 FROM " VORAB_TOKENS
                          " STRAIGHT_JOIN board_session s ON s.token_sha256 = UNHEX(t.token) "
                          "JOIN board_licence l ON l.proof_sha256 = s.proof_sha256 "
                          "WHERE s.expires_at > ? AND NOT l.revoked",
                          {tokens, at})) {
        licences.emplace(core::Bytes{row.bytes(4)}, licence_of(row));
    }
    transaction.commit();
    return licences;
}

std::optional<Licence> use_session(Connection& connection, core::BytesView token_sha256, core::Timestamp now) {
    auto licences = use_sessions(connection, {core::Bytes{token_sha256}}, now);
    if (licences.empty()) return std::nullopt;
    return std::move(licences.begin()->second);
}

void close_session(Connection& connection, core::BytesView token_sha256) {
    connection.execute("DELETE FROM board_session WHERE token_sha256 = ?", {token_sha256});
}

void put_entry(Connection& connection, const core::MailboxId& mailbox, const Entry& entry) {
    const std::string received_at = database::to_sql(entry.received_at);
    const std::string state = public_text(entry.state).str();
    const auto eta = entry.eta ? std::optional{database::to_sql(*entry.eta)} : std::nullopt;
    // The last assignment changes `sequence`: the others compare with the value before it.
    connection.execute(
        "INSERT INTO board_entry (mailbox, case_id, sequence, received_at, state, sealed, eta, alarm) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON DUPLICATE KEY UPDATE state = CASE"
        "  WHEN VALUES(sequence) < sequence THEN state"
        "  WHEN VALUES(sequence) > sequence AND VALUES(state) = 'new' AND state <> 'cancelled' THEN state"  // state_after()
        "  ELSE VALUES(state) END, "
        "sealed = IF(VALUES(sequence) >= sequence, VALUES(sealed), sealed), "
        "eta = IF(VALUES(sequence) >= sequence, VALUES(eta), eta), alarm = COALESCE(VALUES(alarm), alarm), "
        "sequence = GREATEST(sequence, VALUES(sequence))",
        {mailbox.str(), entry.case_id.str(), entry.sequence, received_at, state, entry.sealed,
         database::optional_value(eta), database::optional_value(entry.alarm)});
}

namespace {
std::vector<StoredEntry> stored_entries(const std::vector<Row>& rows) {
    std::vector<StoredEntry> entries;
    for (const auto& row : rows) entries.push_back({core::MailboxId::parse(row.text(0)).value(), entry_of(row)});
    return entries;
}
}  // namespace

std::vector<StoredEntry> entries_since(Connection& connection, core::Timestamp time) {
    const std::string since = database::to_sql(time);
    return stored_entries(
        connection.query("SELECT mailbox, case_id, sequence, received_at, state, sealed, eta, alarm "
                         "FROM board_entry WHERE received_at >= ?",
                         {since}));
}

core::Timestamp database_time(Connection& connection) {
    return database::timestamp_of(connection.query_one("SELECT UTC_TIMESTAMP(6)").value(), 0);
}

Changes changes_since(Connection& connection, core::Timestamp time) {
    const std::string since = database::to_sql(time);
    Changes changes;
    changes.read_at = database_time(connection);
    changes.entries =
        stored_entries(connection.query("SELECT mailbox, case_id, sequence, received_at, state, sealed, eta, alarm "
                                        "FROM board_entry WHERE changed_at >= ?",
                                        {since}));
    for (const auto& row : connection.query("SELECT proof_sha256 FROM board_licence WHERE changed_at >= ?", {since})) {
        changes.licences.emplace_back(row.bytes(0));
    }
    return changes;
}

std::uint64_t forget(Connection& connection, core::Timestamp entries_before, core::Timestamp now) {
    const std::string before = database::to_sql(entries_before);
    const std::string at = database::to_sql(now);
    connection.execute("DELETE FROM board_session WHERE expires_at <= ?", {at});
    return connection.execute("DELETE FROM board_entry WHERE received_at < ?", {before});
}
}  // namespace vorab::board
