#pragma once
// `vorab-hospital --config FILE audit ...`: is the log as it was written, what is in it, and how far it goes.
#include "common/configuration/arguments.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server::usage_data {

/// `action`: verify, export, anchors. Returns the exit status: 1 when a chain is broken, or a
/// record is not what came.
int administer(const std::string& action, configuration::Arguments& arguments, const Config& config);

}  // namespace vorab::hospital_server::usage_data
