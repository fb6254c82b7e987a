#pragma once
// Who works at this machine's command line.
#include <string>

namespace vorab::configuration {

/// Whoever called sudo, not root; the number where the machine has no name for it.
std::string signed_in_here();

}  // namespace vorab::configuration
