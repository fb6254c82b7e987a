// Which error numbers mean what. Server numbers: mysqld_error.h; client numbers: errmsg.h.
#include <algorithm>
#include <array>

#include "common/database/connection.hpp"

namespace vorab::database {
namespace {
template <std::size_t N>
bool one_of(unsigned code, const std::array<unsigned, N>& codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}
}  // namespace

DatabaseError::DatabaseError(unsigned error_code, const char* doing)
    : core::UnavailableError("database error " + std::to_string(error_code) + " while " + doing),
      error_code_(error_code) {}

bool DatabaseError::is_duplicate_key() const { return error_code_ == 1062; }

bool DatabaseError::may_succeed_if_repeated() const {
    static constexpr std::array<unsigned, 4> codes{
        1213,  // deadlock: the whole transaction was rolled back
        1205,  // waited too long for a lock
        1020,  // the row changed since this transaction's snapshot (innodb_snapshot_isolation)
        1047,  // this Galera node is not part of the cluster at the moment
    };
    return one_of(error_code_, codes);
}

bool DatabaseError::connection_lost() const {
    static constexpr std::array<unsigned, 14> codes{
        2001, 2002, 2003, 2004, 2005, 2006, 2012, 2013, 2026, 2055,  // the client's side: no socket, no host, gone, TLS
        1053,                                                        // the server is shutting down
        1927,                                                        // somebody killed this connection
        1158, 1160,                                                  // the network broke while reading, writing
    };
    return one_of(error_code_, codes);
}

bool DatabaseError::out_of_space() const {
    static constexpr std::array<unsigned, 3> codes{
        1021,  // disk full
        1114,  // the table is full: InnoDB's word for a file that cannot grow
        1026,  // error writing a file
    };
    return one_of(error_code_, codes);
}
}  // namespace vorab::database
