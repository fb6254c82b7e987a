#pragma once
// Two vehicles, one patient: one case is shown, the others are its parts. Nothing is copied or changed by joining, so
// separating gives back what was.
#include <optional>
#include <string>
#include <vector>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::cases {

struct Joiner {
    std::string user_name;
    std::string peer;
};

/// `part` becomes a part of `main`, together with its own parts. not_found: one of the two does not exist. conflict:
/// they are the same, `main` is itself a part, or `part` is one of a third case. Joining again changes nothing.
core::Result<void> join(database::Connection& connection, const core::CaseId& main, const core::CaseId& part,
                        const Joiner& joiner, core::Timestamp now);

/// A part stands for itself again; of a case that has parts, all do. Returns every case that the list shows anew.
/// not_found: no such case.
core::Result<std::vector<core::CaseId>> separate(database::Connection& connection, const core::CaseId& case_id,
                                                 const Joiner& joiner, core::Timestamp now);

/// In the order of their reception.
std::vector<core::CaseId> parts_of(database::Connection& connection, const core::CaseId& main);

/// The case that `case_id` is shown under, where it is a part.
std::optional<core::CaseId> main_of(database::Connection& connection, const core::CaseId& case_id);

}  // namespace vorab::hospital_server::cases
