#pragma once
// What the hospital information system says, into the server's database: many messages in one transaction. Rules:
//   - a message that came before (sender, control id and content) changes nothing;
//   - for one patient or one stay, what was said later by the message's clock holds, in whatever order it comes;
//   - a merge (A40, A47) points the old number to the new one and takes its stays along; no circle can arise;
//   - a stay that is told of another patient follows, and an audit row says so: a link made before is then in question.
#include <string>
#include <vector>

#include "common/database/connection.hpp"
#include "hl7/adt.hpp"

namespace vorab::hospital_server::adt {

/// A message by which it is known again.
struct Fingerprint {
    core::Bytes sender;   ///< SHA-256 of who sent it and its control id
    core::Bytes content;  ///< SHA-256 of its bytes
};
Fingerprint fingerprint_of(const hl7::Message& message, std::string_view listener);

struct Received {
    hl7::Adt adt;
    Fingerprint fingerprint;
};

struct Stored {
    std::size_t repeated = 0;  ///< had come before
    std::size_t moved = 0;     ///< stays that changed their patient without a merge
};

/// All of them or none, in their order. Throws DatabaseError.
Stored store(database::Connection& connection, const std::vector<Received>& messages, core::Timestamp now);

/// Everything that nothing was heard of since then; a patient goes when no stay of theirs is left. At most `most` rows
/// of each kind in one call: call again until it returns 0.
std::size_t forget_unheard_since(database::Connection& connection, core::Timestamp then, std::size_t most = 1000);

/// Keeps what could not be taken; the oldest make room.
void quarantine(database::Connection& connection, std::string_view listener, const core::PublicText& reason,
                std::string_view bytes, core::Timestamp now);

}  // namespace vorab::hospital_server::adt
