#pragma once
// vorab-hospital --config FILE configuration list | show N | restore N
#include "common/configuration/arguments.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server {

int administer_configuration(configuration::Arguments& arguments, const Config& config);

}  // namespace vorab::hospital_server
