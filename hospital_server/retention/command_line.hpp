#pragma once
// `vorab-hospital --config FILE retention ...`: the classes, a run, orders and holds, the records.
#include "common/configuration/arguments.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server::retention {

/// `action`: report, run, order, confirm, withdraw, orders, hold, release, holds, records. Returns the exit status.
int administer(const std::string& action, configuration::Arguments& arguments, const Config& config);

}  // namespace vorab::hospital_server::retention
