#pragma once
// Envelopes whose hospital did not answer: kept durably, tried again with backoff, gone after three hours (mission G3,
// G5).
#include <optional>
#include <string>
#include <vector>

#include "common/database/database.hpp"
#include "common/envelope/slip.hpp"

namespace vorab::gateway {

struct Parked {
    core::TransmissionId transmission;
    core::ClientId client;
    core::MailboxId mailbox;
    core::CaseId case_id;
    std::string state;                  ///< "parked", "delivered", "refused", "expired"
    std::optional<std::string> answer;  ///< the hospital's, once it has answered
    std::string body;                   ///< the envelope, only from due()
    int attempts = 0;
};

/// Plain functions over the `parked` table; each is one unit of work.
namespace parking {

/// conflict: the id is parked already with other content.
core::Result<void> park(database::Connection& connection, const envelope::RoutingSlip& slip,
                        const core::ClientId& client, std::string_view body, core::Timestamp now);

std::optional<Parked> find(database::Connection& connection, const core::TransmissionId& transmission);

/// Takes up to `limit` that are due and moves their next attempt, so that no other instance takes them too.
std::vector<Parked> due(database::Connection& connection, core::Timestamp now, int limit);

/// The hospital has answered: the body goes.
void settle(database::Connection& connection, const core::TransmissionId& transmission, std::string_view state,
            std::string_view answer);

/// Parked for too long: the body goes, the crew is told when it asks. Returns how many.
std::uint64_t expire(database::Connection& connection, core::Timestamp parked_before);

/// Settled rows and used assertions past their time.
void forget(database::Connection& connection, core::Timestamp parked_before, core::Timestamp now);

}  // namespace parking
}  // namespace vorab::gateway
