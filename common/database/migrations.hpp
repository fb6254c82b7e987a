#pragma once
// Numbered SQL files bring a database from any earlier state to the one this program needs.
#include <string>
#include <string_view>
#include <vector>

#include "common/database/connection.hpp"

namespace vorab::database {

struct Migration {
    int number;  ///< from 1, without gaps
    std::string_view name;
    std::string_view sql;
};

/// Applies what is missing, in order, each recorded in `schema_migration`; safe to run again after a kill at any point
/// and from several instances at once. Returns how many were applied; throws std::runtime_error when the database is
/// newer than the program.
int migrate(Connection& connection, const std::vector<Migration>& migrations);

}  // namespace vorab::database
