#pragma once
// An envelope as the hospital's intake takes it, and the hospital's answer as the sender gets it.
#include "common/http/message.hpp"
#include "gateway/transmissions/forward.hpp"
#include "gateway/transmissions/parking.hpp"

namespace vorab::gateway {

/// `client` is who sent it: the hospital gives each its turn.
http::ClientRequest intake_request(const std::string& body, const core::ClientId& client);

/// The hospital's own verdict, for the sender unchanged: 201 and 200 with a receipt, 4xx with a problem.
http::Response pass_through(const HospitalAnswer& answer);

/// "Not now" is none: what is parked stays parked.
bool is_verdict(int status);

/// What it said to this envelope when it was settled: as if it said so now.
HospitalAnswer said_before(const Parked& settled);

}  // namespace vorab::gateway
