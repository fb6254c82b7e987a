#pragma once
// `vorab-gateway board ...`: licences of wall displays. See `usage` in command_line.cpp.
#include "common/configuration/arguments.hpp"
#include "common/database/connection.hpp"

namespace vorab::gateway {

/// `what` is the word after "board" (all but "add"); false when there is no such command. Throws UsageError.
bool administer_boards(const std::string& what, database::Connection& connection, configuration::Arguments& arguments);

}  // namespace vorab::gateway
