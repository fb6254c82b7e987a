#pragma once
// Randomness from the operating system, for ids and keys.
#include "common/core/clock.hpp"
#include "common/core/encoding.hpp"
#include "common/core/ids.hpp"

namespace vorab::core {

/// Throws std::runtime_error when the operating system has none to give.
Bytes random_bytes(std::size_t count);

/// A UUID version 7 (RFC 9562): sorts by time.
std::string new_uuid_v7(Timestamp now);

TransmissionId new_transmission_id(Timestamp now);
CaseId new_case_id();

}  // namespace vorab::core
