#pragma once
// How much do the servers bear? Distinct missions at a steady rate over kept-alive connections. They are sealed ahead
// and their receipts verified afterwards, so that this machine measures the servers and not itself.
#include "common/core/clock.hpp"
#include "tools/ambulance/options.hpp"
#include "tools/ambulance/outcome.hpp"

namespace vorab::ambulance {

/// Prints one JSON line: missions, errors, rate reached, milliseconds p50, p90, p99 and most. A mission's time counts
/// from the moment it was due: a server that stalls is charged for those who had to wait. Exit::failed with any error.
/// The trace has a line `CASE DUE ANSWERED` for each, in microseconds since 1970, so that others can say when they saw
/// it.
async::Task<Exit> load(async::Executor executor, const Connection& connection, const SendOptions& mission,
                       const LoadOptions& options, const core::Clock& clock);

}  // namespace vorab::ambulance
