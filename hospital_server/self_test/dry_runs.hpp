#pragma once
// What alarm servers and information systems would be told: made as their channels make it, looked at, not sent.
#include "hospital_server/config.hpp"
#include "hospital_server/self_test/walk.hpp"

namespace vorab::hospital_server::self_test {

/// One for each kind of receiver that the configuration has. `config` must outlive them.
std::vector<DryRun> dry_runs(const Config& config);

}  // namespace vorab::hospital_server::self_test
