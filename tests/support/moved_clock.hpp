#pragma once
// A clock that stands until a test moves it.
#include "common/core/clock.hpp"

namespace vorab::test {

struct MovedClock final : core::Clock {
    explicit MovedClock(core::Timestamp at = core::parse_rfc3339("2026-11-21T12:00:00Z").value()) : time(at) {}
    core::Timestamp now() const override { return time; }
    core::Timestamp time;
};
}  // namespace vorab::test
