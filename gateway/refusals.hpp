#pragma once
// How a request is refused: one audit row, and an answer that says what the sender can do.
#include "common/http/message.hpp"
#include "gateway/audit.hpp"
#include "gateway/limits/buckets.hpp"

namespace vorab::gateway {

/// 401 with the challenge of RFC 6750, 403, 429 with Retry-After, ...
http::Response refusal_response(const core::Failure& failure);

class Refusals {
  public:
    Refusals(Audit& audit, const core::Log& log) : audit_(audit), log_(log) {}

    /// Writes the row, but for a flood: of what is refused for being too much, one row a minute for each client.
    async::Task<http::Response> answer(AuditEvent event, core::Failure failure);

    /// Whether a row may still be written for somebody who has not said who it is: so many from one address, and no
    /// more than a few a second after that. Else anybody could fill the database.
    bool may_note(const std::string& stranger) { return strangers_.take(stranger); }

  private:
    Audit& audit_;
    const core::Log& log_;
    Buckets strangers_{{.per_second = 5, .burst = 1000}, 10'000};
    Buckets notices_{{.per_second = 1.0 / 60, .burst = 1}, 10'000};
};
}  // namespace vorab::gateway
