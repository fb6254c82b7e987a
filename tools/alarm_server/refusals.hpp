#pragma once
// What every request can be answered with, and what CP-PR-DETAILS and CP-PR-MASK mean.
#include <optional>

#include "espax/messages.hpp"

namespace vorab::alarm_server {

constexpr std::string_view server_name = "Vorab alarm server";

/// The refusal that belongs to a request; nothing for what is no request.
std::optional<espax::Message> refusal(const espax::Message& request, int code);

/// CP-PR-DETAILS decides which indications a client gets. `final`: the attempt has an outcome.
bool wants_attempts(const espax::StartRequest& start, bool final);
bool wants_process(const espax::StartRequest& start);

/// Whether CP-PR-MASK names this state of a call.
bool mask_covers(const std::string& mask, std::string_view state);

}  // namespace vorab::alarm_server
