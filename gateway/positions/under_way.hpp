#pragma once
// Which vehicle carries which patient to which mailbox, as the routing slips said (answers/sent.hpp writes it): so that
// a dispatch or a capacity system may name the vehicle alone.
#include <optional>
#include <vector>

#include "common/core/ids.hpp"
#include "common/database/database.hpp"

namespace vorab::gateway {

/// A patient on the way, as a report finds it.
struct Journey {
    core::CaseId case_id;
    core::MailboxId mailbox;
    std::string callsign;
    core::Timestamp noted_at;
};

/// All that senders of this rescue service have under way.
std::vector<Journey> journeys_of_service(database::Connection& connection, const std::string& organisation);
/// All that are on their way to this mailbox.
std::vector<Journey> journeys_to(database::Connection& connection, const core::MailboxId& mailbox);

/// How a report names a patient: by the case, else by the vehicle, and then its latest one.
struct Named {
    std::optional<core::CaseId> case_id;
    std::string callsign;
};
/// More than one when the case goes to several mailboxes.
std::vector<Journey> find(const std::vector<Journey>& journeys, const Named& named);

/// Notes the time of arrival; false when a newer word of it is known, or the same.
bool note_eta(database::Connection& connection, const Journey& journey, core::Timestamp eta, core::Timestamp said_at);

}  // namespace vorab::gateway
