#pragma once
// Which vehicle carries which patient to which mailbox, as the routing slips say: so that a dispatch or a capacity
// system may name the vehicle alone. Noted in memory and written a moment later, all of an instance in one statement;
// an instance that is killed in that moment loses notes that the vehicle's next transmission brings again.
#include <optional>
#include <unordered_map>
#include <vector>

#include "common/async/timer.hpp"
#include "common/database/database.hpp"
#include "common/envelope/slip.hpp"

namespace vorab::gateway {

class UnderWay {
  public:
    UnderWay(async::Executor executor, database::Database& database, const core::Clock& clock, const core::Log& log);

    /// The transmission was delivered or parked. Returns at once, and costs nothing for a case that was noted lately.
    void note(const envelope::RoutingSlip& slip, const core::ClientId& client);

    /// Writes what was noted, and forgets what is older than three hours; until cancelled.
    async::Task<void> run();

    /// Writes what was noted now.
    async::Task<void> write();

  private:
    struct Note {
        std::string case_id, mailbox, client, callsign, at;
    };
    database::Database& database_;
    const core::Clock& clock_;
    const core::Log& log_;
    async::Signal noted_;
    std::unordered_map<std::string, Note> notes_;         ///< by case and mailbox
    std::unordered_map<std::string, std::string> known_;  ///< the callsign that was written, by case and mailbox
};

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
