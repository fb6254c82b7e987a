#pragma once
// The gateway's administration on the command line: clients, mailboxes, assignments, boards. Every change is audited
// and raises the directory's version, so that running instances see it within seconds.
#include "common/configuration/arguments.hpp"
#include "gateway/config.hpp"

namespace vorab::gateway {

extern const char* const usage;

/// Runs the command that `arguments` name and returns the exit status. Throws configuration::UsageError.
int administer(const std::string& command, configuration::Arguments& arguments, const Config& config);

}  // namespace vorab::gateway
