#pragma once
// What the simulated alarm server can be told while it runs, one command a line.
#include <string>

#include "tools/alarm_server/server.hpp"

namespace vorab::alarm_server {

extern const char* const commands;

/// Does it, and returns what there is to say: "ok", or what was wrong with it.
std::string obey(Server& server, std::string_view line);

}  // namespace vorab::alarm_server
