#pragma once
// Envelopes whose hospital did not answer: kept durably, tried again with backoff, gone after three hours (mission G3,
// G5).
#include <optional>
#include <string>
#include <vector>

#include "common/database/database.hpp"
#include "common/envelope/slip.hpp"
#include "gateway/answers/event_store.hpp"

namespace vorab::gateway {

struct Parked {
    core::TransmissionId transmission;
    core::ClientId client;
    core::MailboxId mailbox;
    core::CaseId case_id;
    std::string state;                  ///< "parked", "delivered", "refused", "expired"
    std::optional<std::string> answer;  ///< the hospital's, once it has answered
    std::string body;                   ///< the envelope, only from take_due()
    int attempts = 0;
};

/// Plain functions over the `parked` table; each is one unit of work.
namespace parking {

/// How it stands now: parked, or what the hospital had said to the very same envelope before. What had expired is
/// parked anew. conflict: the id is here already with other content.
core::Result<Parked> park(database::Connection& connection, const envelope::RoutingSlip& slip,
                          const core::ClientId& client, std::string_view body, core::Timestamp now);

std::optional<Parked> find(database::Connection& connection, const core::TransmissionId& transmission);

/// For which mailboxes something waits that should be tried now.
std::vector<core::MailboxId> mailboxes_due(database::Connection& connection, core::Timestamp now);

/// Takes the one that has waited longest and moves its next attempt, so that no other instance takes it too. Empty when
/// nothing is due. Pauses grow from two seconds to a minute, each longer or shorter by chance by up to a quarter.
std::optional<Parked> take_due(database::Connection& connection, const core::MailboxId& mailbox, core::Timestamp now);

/// After the clock went back: everything is due, for what was written down as "in two seconds" would be hours away.
void bring_all_forward(database::Connection& connection, core::Timestamp now);

/// The hospital is back: what still waits for its pause to end need not.
void bring_forward(database::Connection& connection, const core::MailboxId& mailbox, core::Timestamp now);

/// The hospital has answered: the body goes. False when it was settled already.
bool settle(database::Connection& connection, const core::TransmissionId& transmission, std::string_view state,
            std::string_view answer);

/// Parked for too long: the body goes. Returns at most `limit`, for the crews and the operator. Call inside a
/// transaction.
std::vector<Parked> expire(database::Connection& connection, core::Timestamp parked_before, std::int64_t limit);

/// What the crew hears of it.
answers::Event event_of(const Parked& parked, envelope::AnswerEvent event, core::Timestamp now);

/// Settled rows and used assertions past their time.
void forget(database::Connection& connection, core::Timestamp parked_before, core::Timestamp now);

}  // namespace parking
}  // namespace vorab::gateway
