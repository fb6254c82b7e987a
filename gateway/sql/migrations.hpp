#pragma once
// The gateway's database, step by step (sql/*.sql, compiled in).
#include <vector>

#include "common/database/migrations.hpp"

namespace vorab::gateway {
std::vector<database::Migration> migrations();
}
