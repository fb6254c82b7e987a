#include "gateway/admin/kept.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"

namespace vorab::gateway {
namespace json = boost::json;
namespace {
/// Three statements for each part. Bytes travel as hex; JSON as text, so that it comes back byte for byte.
struct Part {
    std::string_view name;
    const char* save;   ///< one JSON object a row; its parameter is the key
    const char* clear;  ///< the same parameter
    const char* bring;  ///< its parameter is an array of those objects
};

constexpr const char* save_assignments_of_client =
    "SELECT JSON_OBJECT('client', client, 'mailbox', mailbox, 'created_at', created_at) FROM assignment WHERE client = "
    "?";
constexpr const char* save_assignments_of_mailbox =
    "SELECT JSON_OBJECT('client', client, 'mailbox', mailbox, 'created_at', created_at) FROM assignment "
    "WHERE mailbox = ?";
constexpr const char* bring_assignments =
    "INSERT INTO assignment (client, mailbox, created_at) SELECT client, mailbox, created_at FROM JSON_TABLE(?, '$[*]' "
    "COLUMNS (client VARCHAR(64) PATH '$.client', mailbox VARCHAR(63) PATH '$.mailbox', "
    "created_at DATETIME(6) PATH '$.created_at')) AS kept";

constexpr std::array<Part, 7> parts{{
    {"client",
     "SELECT JSON_OBJECT('id', id, 'organisation', organisation, 'label', label, 'scopes', scopes, 'disabled', "
     "disabled, "
     "'secret_sha256', HEX(secret_sha256), 'public_jwk', HEX(public_jwk), 'tokens_from', tokens_from, 'created_at', "
     "created_at) FROM client WHERE id = ?",
     "DELETE FROM client WHERE id = ?",
     "INSERT INTO client (id, organisation, label, scopes, disabled, secret_sha256, public_jwk, tokens_from, "
     "created_at) "
     "SELECT id, organisation, label, scopes, disabled, UNHEX(secret_sha256), CONVERT(UNHEX(public_jwk) USING "
     "utf8mb4), "
     "tokens_from, created_at FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(64) PATH '$.id', "
     "organisation VARCHAR(100) PATH '$.organisation', label VARCHAR(100) PATH '$.label', "
     "scopes VARCHAR(100) PATH '$.scopes', disabled INT PATH '$.disabled', "
     "secret_sha256 VARCHAR(64) PATH '$.secret_sha256', public_jwk TEXT PATH '$.public_jwk', "
     "tokens_from DATETIME(6) PATH '$.tokens_from', created_at DATETIME(6) PATH '$.created_at')) AS kept"},
    {"assignments of client", save_assignments_of_client, "DELETE FROM assignment WHERE client = ?", bring_assignments},
    {"assignments of mailbox", save_assignments_of_mailbox, "DELETE FROM assignment WHERE mailbox = ?",
     bring_assignments},
    {"mailbox",
     "SELECT JSON_OBJECT('id', id, 'name', name, 'hospital', hospital, 'intake_url', intake_url, 'board_key', "
     "HEX(board_key), 'board_key_statement', board_key_statement, 'hospital_client', "
     "HEX(hospital_client), 'created_at', created_at) FROM mailbox WHERE id = ?",
     "DELETE FROM mailbox WHERE id = ?",
     "INSERT INTO mailbox (id, name, hospital, intake_url, board_key, board_key_statement, hospital_client, "
     "created_at) "
     "SELECT id, name, hospital, intake_url, CONVERT(UNHEX(board_key) USING utf8mb4), board_key_statement, "
     "CONVERT(UNHEX(hospital_client) USING utf8mb4), created_at "
     "FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(63) PATH '$.id', name VARCHAR(100) PATH '$.name', "
     "hospital VARCHAR(100) PATH '$.hospital', intake_url VARCHAR(255) PATH '$.intake_url', "
     "board_key TEXT PATH '$.board_key', board_key_statement TEXT PATH '$.board_key_statement', "
     "hospital_client VARCHAR(256) PATH '$.hospital_client', created_at DATETIME(6) PATH '$.created_at')) AS kept"},
    {"keys of mailbox",
     "SELECT JSON_OBJECT('kid', kid, 'mailbox', mailbox, 'alg', alg, 'jwk', HEX(jwk), 'x5c', HEX(x5c), 'use_until', "
     "use_until) FROM mailbox_key WHERE mailbox = ?",
     "DELETE FROM mailbox_key WHERE mailbox = ?",
     "INSERT INTO mailbox_key (kid, mailbox, alg, jwk, x5c, use_until) SELECT kid, mailbox, alg, "
     "CONVERT(UNHEX(jwk) USING utf8mb4), CONVERT(UNHEX(x5c) USING utf8mb4), use_until FROM JSON_TABLE(?, '$[*]' "
     "COLUMNS "
     "(kid VARCHAR(64) PATH '$.kid', mailbox VARCHAR(63) PATH '$.mailbox', alg VARCHAR(32) PATH '$.alg', "
     "jwk MEDIUMTEXT PATH '$.jwk', x5c MEDIUMTEXT PATH '$.x5c', use_until DATETIME(6) PATH '$.use_until')) AS kept"},
    {"board",
     "SELECT JSON_OBJECT('proof_sha256', HEX(proof_sha256), 'mailbox', mailbox, 'wrapped_key', wrapped_key, 'config', "
     "HEX(config), 'revoked', revoked, 'created_at', created_at) FROM board_licence WHERE proof_sha256 = UNHEX(?)",
     "DELETE FROM board_licence WHERE proof_sha256 = UNHEX(?)",
     "INSERT INTO board_licence (proof_sha256, mailbox, wrapped_key, config, revoked, created_at) "
     "SELECT UNHEX(proof_sha256), mailbox, wrapped_key, CONVERT(UNHEX(config) USING utf8mb4), revoked, created_at "
     "FROM JSON_TABLE(?, '$[*]' COLUMNS (proof_sha256 VARCHAR(64) PATH '$.proof_sha256', "
     "mailbox VARCHAR(63) PATH '$.mailbox', wrapped_key TEXT PATH '$.wrapped_key', config MEDIUMTEXT PATH '$.config', "
     "revoked INT PATH '$.revoked', created_at DATETIME(6) PATH '$.created_at')) AS kept"},
    {"administrator",
     "SELECT JSON_OBJECT('user_name', user_name, 'organisation', organisation, 'password_hash', password_hash, "
     "'must_change', must_change, 'disabled', disabled, 'created_at', created_at) FROM administrator WHERE user_name = "
     "?",
     "DELETE FROM administrator WHERE user_name = ?",
     "INSERT INTO administrator (user_name, organisation, password_hash, must_change, disabled, created_at) "
     "SELECT user_name, organisation, password_hash, must_change, disabled, created_at FROM JSON_TABLE(?, '$[*]' "
     "COLUMNS "
     "(user_name VARCHAR(64) PATH '$.user_name', organisation VARCHAR(100) PATH '$.organisation', "
     "password_hash VARCHAR(160) PATH '$.password_hash', must_change INT PATH '$.must_change', "
     "disabled INT PATH '$.disabled', created_at DATETIME(6) PATH '$.created_at')) AS kept"},
}};

const Part& part_of(std::string_view name) {
    const auto* found = std::ranges::find(parts, name, &Part::name);
    if (found == parts.end()) throw std::out_of_range("nothing of this kind is kept");
    return *found;
}
}  // namespace

json::object kept_rows(database::Connection& connection, std::string_view part, const std::string& key) {
    json::array rows;
    for (const auto& row : connection.query(part_of(part).save, {key})) {
        rows.push_back(core::parse_json(row.text(0)).value());
    }
    return {{"part", part}, {"key", key}, {"rows", std::move(rows)}};
}

void bring_back(database::Connection& connection, const json::object& kept) {
    const Part& part = part_of(core::text_member(kept, "part"));
    const std::string rows = json::serialize(kept.at("rows"));
    connection.execute(part.clear, {core::text_member(kept, "key")});
    connection.execute(part.bring, {rows});
}
}  // namespace vorab::gateway
