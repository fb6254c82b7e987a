#pragma once
// One mission from the case file to the hospital's receipt, in the order of the contract.
#include "common/core/clock.hpp"
#include "common/sealing/receipt.hpp"
#include "tools/ambulance/gateway_client.hpp"
#include "tools/ambulance/seal.hpp"

namespace vorab::ambulance {

/// The hospital's word that it has stored exactly `package`: 200 and 201 bring it, 202 says that the envelope is parked
/// (no receipt yet). Everything else is Trouble: refused, or a receipt that does not hold.
Outcome<std::optional<sealing::Receipt>> verify_answer(const http::ClientResponse& answer, const Package& package,
                                                       const signing::ChainVerifier& hospitals, core::Timestamp now);

/// Signs in and finds the mailbox's key, verified.
async::Task<Outcome<Recipient>> find_recipient(GatewayClient& gateway, const core::MailboxId& mailbox,
                                               const Connection& connection, core::Timestamp now);

/// Prints one JSON line to standard output, troubles to standard error.
async::Task<Exit> send(async::Executor executor, const Connection& connection, const SendOptions& options,
                       const core::Clock& clock);

}  // namespace vorab::ambulance
