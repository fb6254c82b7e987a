#pragma once
// Opens one session with the server. Inside this room only: mysql.h is seen by nobody else.
#include <memory>

#include <mysql.h>

#include "common/database/connection.hpp"

namespace vorab::database {

struct CloseSession {
    void operator()(MYSQL* mysql) const { mysql_close(mysql); }
};
using Session = std::unique_ptr<MYSQL, CloseSession>;

/// Connects, and sets what must not depend on the server's configuration. Throws DatabaseError.
Session open_session(const ConnectionOptions& options);

/// One statement of ours by the text protocol: what has no parameters and no rows (START TRANSACTION, SET, COMMIT).
void run_plain(MYSQL* mysql, std::string_view sql, const char* doing);

/// True when the idle server has hung up. Costs one system call, no round trip.
bool hung_up(MYSQL* mysql);

}  // namespace vorab::database
