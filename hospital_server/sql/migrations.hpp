#pragma once
// The hospital server's two kinds of database, step by step (sql/mailbox, sql/server, compiled in).
#include <vector>

#include "common/database/migrations.hpp"

namespace vorab::hospital_server {
namespace mailbox_sql {
std::vector<database::Migration> migrations();  ///< one database per mailbox: cases, deliveries, audit
}
namespace server_sql {
std::vector<database::Migration> migrations();  ///< one for the server: people, sessions, boards
}
}  // namespace vorab::hospital_server
