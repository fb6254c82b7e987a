#pragma once
// What the house knows better than the crew's own words on the boards: where the patient goes. Sealed for the same key,
// so that a gateway that carries it reads it as little as the crew's (contract section 4).
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::boards {

struct Correction {
    std::int64_t sequence = 0;  ///< of the crew's transmission that it stands in place of
    std::string sealed;         ///< JWE compact, as the crew's arrival
};

enum class Where {
    said,     ///< only if the house has said where the patient goes
    whatever  ///< also if it has not, or has taken it back: then the crew's own word again
};

/// The arrival of the case as it is known here now. Nothing: the crew has sent none for boards, the house has not said
/// where (`Where::said`), or the mailbox has no board key. Reads the file `board_key`: not on the loop's thread.
std::optional<Correction> correction_of(database::Connection& connection, const core::CaseId& case_id,
                                        const std::filesystem::path& board_key, Where where);

}  // namespace vorab::hospital_server::boards
