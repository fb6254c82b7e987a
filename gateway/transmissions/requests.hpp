#pragma once
// An envelope as the hospital's intake takes it, and the hospital's answer as the sender gets it.
#include "common/http/message.hpp"
#include "gateway/transmissions/forward.hpp"

namespace vorab::gateway {

/// `client` is who sent it: the hospital gives each its turn.
http::ClientRequest intake_request(const std::string& body, const core::ClientId& client);

/// The hospital's own verdict, for the sender unchanged: 201 and 200 with a receipt, 4xx with a problem.
http::Response pass_through(const HospitalAnswer& answer);

}  // namespace vorab::gateway
