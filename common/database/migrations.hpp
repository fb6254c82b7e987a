#pragma once
// Numbered SQL files bring a database from any earlier state to the one this program needs.
#include <string>
#include <string_view>
#include <vector>

#include "common/database/connection.hpp"

namespace vorab::database {

struct Migration {
    int number;  ///< from 1, ascending
    std::string_view name;
    std::string_view sql;
};

/// Applies what is missing, in order, each recorded in `schema_migration`; from several instances at once only one
/// works, the others wait. Data definition commits by itself, so a kill can leave a migration half done; it is then run
/// again from its start. Therefore every statement of a migration is written to be repeated: IF NOT EXISTS, OR REPLACE,
/// INSERT IGNORE. Returns how many were applied; throws std::runtime_error when the database is newer than the program
/// or was built by other migrations.
int migrate(Connection& connection, const std::vector<Migration>& migrations);

/// The same over a connection of its own that allows for an hour per statement, as a change of a large table needs.
int migrate(ConnectionOptions options, const std::vector<Migration>& migrations);

}  // namespace vorab::database
