#pragma once
// What the configuration was: listed, looked at, brought back (mission D3).
#include <vector>

#include "gateway/admin/change.hpp"

namespace vorab::gateway::history {

struct Entry {
    std::int64_t number = 0;
    core::Timestamp at;
    std::string author;
    std::string what;     ///< the event: "client.disabled"
    std::string subject;  ///< in ids
    boost::json::array before;
};

/// The latest ones first, without `before`.
std::vector<Entry> latest(database::Connection& connection, int limit);

/// With what was there before it; not_found.
core::Result<Entry> find(database::Connection& connection, std::int64_t number);

/// Brings back what was there before change `number`. That is a change itself, so it can be taken back the same way.
core::Result<void> restore(database::Connection& connection, const Author& author, std::int64_t number,
                           core::Timestamp now);

}  // namespace vorab::gateway::history
