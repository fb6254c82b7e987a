#pragma once
// The hospital server's administration on the command line: databases, people, board keys and licences.
#include "common/configuration/arguments.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server {

extern const char* const usage;

/// Runs the command that `arguments` name and returns the exit status. Throws configuration::UsageError.
int administer(const std::string& command, configuration::Arguments& arguments, const Config& config);

}  // namespace vorab::hospital_server
