#pragma once
// Errors as RFC 9457 problem details: {"type":"urn:vorab:problem:unknown-key","title":...,"status":422,"detail":...}.
// `detail` says what the sender can do. The type is stable; titles may change.
#include "common/core/result.hpp"
#include "common/http/message.hpp"

namespace vorab::http {

int status_of(core::Problem problem);

/// "urn:vorab:problem:envelope-not-opened"
std::string problem_type(core::Problem problem);

Response problem_response(const core::Failure& failure);

/// The same with a status of its own, for what HTTP distinguishes and Problem does not (411, 414, 421, 431, ...).
Response problem_response(int status, const core::Failure& failure);

/// 401 with the challenge of RFC 6750.
Response unauthenticated_response(const core::PublicText& detail);

}  // namespace vorab::http
