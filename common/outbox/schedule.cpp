#include "common/outbox/schedule.hpp"

#include <algorithm>

namespace vorab::outbox {

std::chrono::milliseconds pause_after(int attempts, const Backoff& backoff, double random) {
    auto pause = std::min(backoff.first, backoff.longest);
    for (int attempt = 1; attempt < attempts && pause < backoff.longest; ++attempt)
        pause = std::min(pause * 2, backoff.longest);
    const double spread = 0.75 + random * 0.5;
    return std::chrono::milliseconds{static_cast<std::int64_t>(static_cast<double>(pause.count()) * spread)};
}
}  // namespace vorab::outbox
