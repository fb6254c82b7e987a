#pragma once
// When a delivery is tried again. Pure.
#include <chrono>

namespace vorab::outbox {

struct Backoff {
    std::chrono::milliseconds first{1'000};
    std::chrono::milliseconds longest{15'000};  ///< the breaker spares the peer, so a job need not wait long
};

/// Exponential, capped, with jitter: `random` in [0,1) spreads the result over 75 to 125 percent.
std::chrono::milliseconds pause_after(int attempts, const Backoff& backoff, double random);

}  // namespace vorab::outbox
