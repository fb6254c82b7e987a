#pragma once
// Where each chain ended, kept in the server's own database: whoever can write to a mailbox's database cannot reach it,
// and whoever can write to this one cannot sign. For both, the log and `audit anchors` carry the same out of the house.
#include "hospital_server/audit/chain.hpp"

namespace vorab::hospital_server::audit {

/// The chain of the server's own database; a mailbox's chain is named after it.
inline constexpr const char* server_chain = "server";

/// Notes that `chain` goes as far as `place`: one anchor a day, which only ever moves on.
void note_anchor(database::Connection& server, const std::string& chain, const Place& place, const Notary& notary,
                 core::Timestamp now);

/// The signed words, oldest first.
std::vector<std::string> anchors_of(database::Connection& server, const std::string& chain);

/// Those of `tokens` that this hospital signed.
std::vector<Statement> read_anchors(const std::vector<std::string>& tokens, const Notary& notary);

/// Anchors of days before `time`.
void forget_anchors(database::Connection& server, core::Timestamp time);

}  // namespace vorab::hospital_server::audit
