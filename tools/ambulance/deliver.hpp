#pragma once
// From a sealed record to the hospital's receipt, whatever comes between: the sender keeps its copy and tries again
// until it holds a receipt that it has verified, or an answer that is final.
#include "common/core/clock.hpp"
#include "common/sealing/receipt.hpp"
#include "tools/ambulance/gateway_client.hpp"
#include "tools/ambulance/seal.hpp"

namespace vorab::ambulance {

/// The hospital's word that it has stored exactly `package`: 200 and 201 bring it, 202 says that the envelope is parked
/// (no receipt yet). Everything else is Trouble: refused, or a receipt that does not hold.
Outcome<std::optional<sealing::Receipt>> verify_answer(const http::ClientResponse& answer, const Package& package,
                                                       const signing::ChainVerifier& hospitals, core::Timestamp now);

struct Delivered {
    Package package;  ///< as it was sealed at last
    std::optional<sealing::Receipt> receipt = {};
};

/// What a mission is sealed from, for the case that it has to be sealed again.
struct Sending {
    async::Executor executor;
    const CaseFile& given;
    const SendOptions& options;
    const Connection& connection;
    const core::Clock& clock;
};

/// Again with the same bytes: no answer, 503, 429 (after Retry-After), 401 (with a new token). Sealed anew: 409 (under
/// a new id), 422 unknown-key (for the key that is listed now). 202: listens to the case for as
/// long as the person is willing to wait.
async::Task<Outcome<Delivered>> deliver(GatewayClient& gateway, const Sending& sending, const Recipient& recipient);

}  // namespace vorab::ambulance
