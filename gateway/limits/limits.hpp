#pragma once
// How much is too much (configuration section [limits]). Each instance counts for itself: a request must not cost a
// query (docs/decisions/limits.md).
#include <cstdint>

namespace vorab::gateway {

struct LimitOptions {
    int requests_per_second = 100;        ///< of one client under /v1, after the burst
    int request_burst = 1'000;            ///< of one client at once
    int wrong_secrets_per_client = 20;    ///< at the token end point; one more every ten seconds
    int wrong_secrets_per_address = 200;  ///< the same; one more every second
};

/// What may rest here of one case while its hospital is silent.
struct ChunkQuota {
    std::int64_t chunks = 256;
    std::int64_t bytes = 64 * 1024 * 1024;
};

}  // namespace vorab::gateway
