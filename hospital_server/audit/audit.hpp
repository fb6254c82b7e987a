#pragma once
// Who did what with the data, and what was refused: one row in the transaction that does it. Ids and words of ours
// only.
#include <optional>
#include <string>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::audit {

struct Event {
    core::PublicText event;  ///< "transmission.stored", "envelope.refused", "case.read", "person.signed_in"
    std::optional<core::Problem> problem = {};
    std::optional<std::string> user_name = {};
    std::optional<core::CaseId> case_id = {};
    std::optional<core::TransmissionId> transmission = {};
    std::string peer = {};  ///< numeric address, or the fingerprint of a certificate
};

void write(database::Connection& connection, const Event& event, core::Timestamp now);

}  // namespace vorab::hospital_server::audit
