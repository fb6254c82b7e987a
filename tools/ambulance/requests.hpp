#pragma once
// The calls of the gateway's interface (schemas/gateway.openapi.yaml) as plain requests: sent by GatewayClient, printed
// by --as-curl.
#include <string>

#include "common/core/clock.hpp"
#include "tools/ambulance/options.hpp"

namespace vorab::ambulance {

/// client_secret_basic (RFC 6749 section 2.3.1), or private_key_jwt (RFC 7523) with the issuer as its audience.
http::ClientRequest token_request(const Credentials& credentials, const std::string& issuer, core::Timestamp now);
http::ClientRequest issuer_request();  ///< RFC 8414; needed for private_key_jwt alone

http::ClientRequest mailboxes_request();
http::ClientRequest transmission_request(const core::MailboxId& mailbox, std::string sealed);
http::ClientRequest transmission_status_request(const envelope::RoutingSlip& slip);
/// The case's server-sent events, after the one of this id (from the first, when it is empty).
http::ClientRequest case_events_request(const envelope::RoutingSlip& slip, const std::string& last_event_id);
http::ClientRequest chunk_request(const envelope::RoutingSlip& slip, const core::AttachmentId& attachment,
                                  std::uint32_t chunk, std::string sealed);
http::ClientRequest attachment_status_request(const envelope::RoutingSlip& slip, const core::AttachmentId& attachment);

}  // namespace vorab::ambulance
