#pragma once
// One mission from the case file to the hospital's receipt, in the order of the contract.
#include "tools/ambulance/deliver.hpp"

namespace vorab::ambulance {

/// Signs in and finds the mailbox's key, verified.
async::Task<Outcome<Recipient>> find_recipient(GatewayClient& gateway, const core::MailboxId& mailbox,
                                               const Connection& connection, core::Timestamp now);

/// Prints one JSON line to standard output, troubles to standard error.
async::Task<Exit> send(async::Executor executor, const Connection& connection, const SendOptions& options,
                       const core::Clock& clock);

}  // namespace vorab::ambulance
