#pragma once
// Guessing secrets is slowed, per client and per address. A client with the right secret is never locked out by others:
// its secret has 256 bits, so that a right one is no guess (docs/decisions/limits.md).
#include "common/database/database.hpp"
#include "gateway/limits/buckets.hpp"
#include "gateway/limits/limits.hpp"
#include "gateway/mailboxes/directory.hpp"

namespace vorab::gateway {

class Throttle {
  public:
    Throttle(const LimitOptions& limits, database::Database& database, const core::Clock& clock);

    /// What a failure was: the first one too many is worth an audit row, those after it are not.
    enum class Failed { counted, first_too_many, too_many };
    /// `client` only when there is one of that name: whatever else is claimed has no bucket of its own.
    Failed failed(const std::optional<core::ClientId>& client, const std::string& address);

    /// So many failures came from there that only those pass who had been there before.
    bool is_slowed(const std::string& address) const { return addresses_.is_empty(address); }

    /// Whether the client has proved there before who it is, within a week and at any instance.
    async::Task<bool> knows(core::ClientId client, std::string address);

    /// It has done so now.
    async::Task<void> note(core::ClientId client, std::string address);

    /// Of addresses: older ones are forgotten.
    static void forget(database::Connection& connection, core::Timestamp now);

  private:
    async::Task<void> write(core::ClientId client, std::string address);

    Buckets clients_;
    Buckets addresses_;
    Buckets noted_{{.per_second = 1.0 / 3600, .burst = 1}, 100'000};  ///< so that not each token costs a write
    database::Database& database_;
    const core::Clock& clock_;
};
}  // namespace vorab::gateway
