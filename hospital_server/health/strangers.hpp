#pragma once
// Who came to the intake port or an HL7 listener and did not get as far as a request, or could not stay: a certificate
// that has expired, was revoked, is of somebody else. A gateway that this happens to delivers nothing, an information
// system is heard no more, so it stands in the log and the audit, with the reason; a flood of it makes one row a minute
// for each door and reason.
#include <chrono>
#include <map>

#include "common/async/task_group.hpp"
#include "common/core/clock.hpp"
#include "common/database/database.hpp"

namespace vorab::hospital_server::health {

/// Where gateways come; in the audit it needs no name.
inline const core::PublicText intake_door = "intake";

class Strangers {
  public:
    Strangers(async::Executor executor, database::Database& database, const core::Clock& clock, const core::Log& log)
        : database_(database), clock_(clock), log_(log), writing_(executor, log, "strangers") {}

    /// `address` is numeric; `door` is intake_door, or "hl7 kis".
    void note(const core::PublicText& door, const std::string& address, const core::PublicText& reason);
    async::Task<void> drain();

  private:
    async::Task<void> write(std::string address, core::PublicText target);

    database::Database& database_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::map<std::string, std::chrono::steady_clock::time_point> noted_;  ///< by door and reason; there are few
    async::TaskGroup writing_;
};
}  // namespace vorab::hospital_server::health
