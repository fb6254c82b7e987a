#pragma once
// What MariaDB does by itself with the rows that intake writes: those of one stored case, written again and again under
// new ids into tables of the same making, one statement for each table and one commit for each case.
#include <cstdint>
#include <string>
#include <vector>

#include "common/database/connection.hpp"

namespace vorab::bench {

struct Copies {
    std::uint64_t commits = 0;
    std::uint64_t rows = 0;   ///< of one commit
    double seconds = 0;       ///< on the clock
    double client = 0;        ///< processor time of this process for one commit, microseconds
    double p50 = 0, p99 = 0;  ///< of a commit with its rows, milliseconds
};

/// `options` may read the database `source` and make `scratch`, which is made anew. The case is the newest of `source`.
Copies write_copies(database::ConnectionOptions options, const std::string& source, const std::string& scratch,
                    unsigned connections, double seconds);

}  // namespace vorab::bench
