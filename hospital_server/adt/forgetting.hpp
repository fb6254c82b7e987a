#pragma once
// The end of what the hospital information system told: a retention class of its own (mission H4, O1).
#include "common/core/clock.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::adt {

/// Everything that nothing was heard of since then; a patient goes when no stay of theirs is left. At most `most` rows
/// of each kind in one call: call again until it returns 0.
std::size_t forget_unheard_since(database::Connection& connection, core::Timestamp then, std::size_t most = 1000);

}  // namespace vorab::hospital_server::adt
