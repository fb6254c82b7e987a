#pragma once
// GET /v1/transmissions/{id}: what became of an envelope, and what the hospital has said to its case since.
#include <optional>

#include <boost/json/object.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::gateway {

/// TransmissionStatus of gateway.openapi.yaml; empty when this client has sent no such transmission, or long ago.
std::optional<boost::json::object> status_of(database::Connection& connection, const core::TransmissionId& id,
                                             const core::ClientId& client);

}  // namespace vorab::gateway
