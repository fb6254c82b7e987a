#pragma once
// Who did what with the data, and what was refused (mission H6, handbook 7.3): one row in the transaction that does it.
// Ids and words of ours only. The rows become a chain a moment later: chain.hpp.
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
    std::string peer = {};                  ///< numeric address, or the fingerprint of a certificate
    core::PublicText browser = {};          ///< of browser_of()
    core::PublicText target = {};           ///< what else was concerned: "hl7 his", "mailbox zna-musterstadt"
    std::optional<std::int64_t> size = {};  ///< bytes
    std::optional<int> attempt = {};
};

void write(database::Connection& connection, const Event& event, core::Timestamp now);

}  // namespace vorab::hospital_server::audit
