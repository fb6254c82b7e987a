#pragma once
// The audit as a chain. A row is written in the transaction of the deed, without a place: writers never wait for each
// other. A moment later one sealing job gives the committed rows their numbers, without a gap, and each its hash:
//   hash(n) = SHA-256(hash(n - 1) || canonical content of row n), hash(0) = 32 zero bytes.
// The row of `audit_chain` is locked while sealing, so two servers cannot fork the chain. A row that is changed or
// missing is found by its hash or its number; a tail that was cut off, by the anchors (anchors.hpp), which are kept
// elsewhere; and retention leaves a signed checkpoint in the place of what it removes.
#include <optional>
#include <string>
#include <vector>

#include "common/database/connection.hpp"
#include "hospital_server/audit/notary.hpp"

namespace vorab::hospital_server::audit {

struct Place {
    std::int64_t number = 0;
    core::Bytes hash = core::Bytes(32, 0);
};

/// One transaction: at most `most` rows get their places. Returns how many did.
std::size_t seal(database::Connection& connection, std::size_t most = 500);

/// Where the chain ends.
Place head(database::Connection& connection);

/// One transaction: removes at most `most` rows from the beginning of the chain, those from before `time`, signs the
/// checkpoint that replaces them and records the deletion. Returns how many went.
std::uint64_t remove_before(database::Connection& connection, const std::string& chain, core::Timestamp time,
                            const Notary& notary, core::Timestamp now, std::size_t most = 1000);

enum class Fault {
    changed,             ///< a row is not what was sealed
    missing,             ///< a row is not there
    tail_missing,        ///< the chain once went further
    anchor_differs,      ///< the chain goes as far, but it is another one
    checkpoint_invalid,  ///< the beginning is missing, and nobody with the key has said that it may
};
core::PublicText public_text(Fault fault);

struct Verification {
    std::int64_t checked = 0;
    std::int64_t first = 1;  ///< the first place after what retention has removed
    std::int64_t last = 0;
    std::int64_t not_yet_sealed = 0;
    std::optional<std::int64_t> broken_at = {};  ///< the first place that is not as it was written
    std::optional<Fault> fault = {};
};

/// Reads all of it, a few thousand rows at a time; others may write and retention may remove meanwhile. `anchors` are
/// what is known from elsewhere: those of other chains are passed over.
Verification verify(database::Connection& connection, const std::string& chain, const Notary& notary,
                    const std::vector<Statement>& anchors);

}  // namespace vorab::hospital_server::audit
