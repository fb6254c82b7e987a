#pragma once
// What the hospital says to the crew, in words, as it says it: opened with our own key, verified against the mailbox's
// hospital.
#include <iosfwd>

#include "common/core/clock.hpp"
#include "common/sealing/answer.hpp"
#include "tools/ambulance/gateway_client.hpp"
#include "tools/ambulance/seal.hpp"

namespace vorab::ambulance {

/// "accepted: Schockraum 2, Team steht bereit". `event` is a CaseEvent of gateway.openapi.yaml. Trouble (not_trusted)
/// for an answer that is not for us, not from the mailbox's hospital, or about another case.
Outcome<std::string> words_of(const boost::json::object& event, const Package& package,
                              const signing::PrivateKey& answer_key, const signing::ChainVerifier& hospitals,
                              core::Timestamp now);

/// Prints each event once, one line "2026-01-15T13:02:11.000000Z seen" each, for so many seconds.
async::Task<Exit> follow(async::Executor executor, GatewayClient& gateway, const Package& package,
                         const SendOptions& options, const Connection& connection, const core::Clock& clock);

}  // namespace vorab::ambulance
