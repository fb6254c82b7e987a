#pragma once
// Attachments after the alert: chunk by chunk over a bad line, and only what the hospital does not have yet.
#include <vector>

#include "tools/ambulance/attachments.hpp"
#include "tools/ambulance/gateway_client.hpp"

namespace vorab::ambulance {

/// Sends the chunks of each, asks which arrived and sends the missing ones again, for about a minute of silence.
/// Trouble when a chunk is refused, or some are still missing then.
async::Task<Outcome<void>> upload(GatewayClient& gateway, const envelope::RoutingSlip& slip,
                                  const std::vector<Attachment>& attachments, std::chrono::milliseconds pause);

}  // namespace vorab::ambulance
