#pragma once
// The same mission as calls that a person can paste into a shell: what an integrator has to build, step by step.
#include <iosfwd>

#include "tools/ambulance/seal.hpp"

namespace vorab::ambulance {

/// Writes what is to be posted as files into $TMPDIR, or where that is not set into the current folder, and the calls
/// to `out`. The secret stays in its file.
Exit print_as_curl(std::ostream& out, const Package& package, const Connection& connection, const SendOptions& options);

}  // namespace vorab::ambulance
