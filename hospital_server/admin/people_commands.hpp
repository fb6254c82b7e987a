#pragma once
// `vorab-hospital --config FILE user ...`: people on the command line, for the first account and for bad days.
#include <string>

#include "common/configuration/arguments.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server {

extern const char* const people_usage;

/// `action` is the word after "user". Throws configuration::UsageError.
int administer_people(const std::string& action, configuration::Arguments& arguments, const Config& config);

}  // namespace vorab::hospital_server
