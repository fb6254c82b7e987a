#pragma once
// Wall time, behind a door so that a test can move it. Timers and deadlines use the steady clock of the event loop
// instead.
#include <chrono>
#include <string>
#include <string_view>

#include "common/core/result.hpp"

namespace vorab::core {

using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
  public:
    Timestamp now() const override;
};

/// "2026-11-21T14:02:03.123456Z" (RFC 3339, always UTC, microseconds).
std::string to_rfc3339(Timestamp time);

/// RFC 3339 with offset, as senders write it; leap seconds and impossible dates are refused.
Result<Timestamp> parse_rfc3339(std::string_view text);

std::int64_t unix_seconds(Timestamp time);

}  // namespace vorab::core
