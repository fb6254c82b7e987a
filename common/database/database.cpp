#include "common/database/database.hpp"

#include <thread>

namespace vorab::database {

namespace {
constexpr std::size_t longest_queue = 4096;
}

Database::Database(async::Executor loop, ConnectionOptions options, unsigned connections, const core::Log& log)
    : loop_(loop),
      options_(std::move(options)),
      log_(log),
      connections_(connections),
      // Too much work waiting is the database's trouble, and is handled as such: "too many connections".
      pool_(loop, "database", connections, longest_queue, std::make_exception_ptr(DatabaseError{1040, "waiting"})) {}

Database::~Database() = default;

Connection& Database::ready(unsigned thread) {
    auto& connection = connections_[thread];
    if (connection && connection->usable()) return *connection;
    connection.reset();
    try {
        connection = std::make_unique<Connection>(options_);
    } catch (const DatabaseError& error) {
        const bool news = reachable_.exchange(false);
        if (news) log_.error("the database cannot be reached", {{"code", error.error_code()}});
        throw;
    }
    const bool news = !reachable_.exchange(true);
    if (news) log_.info("the database is reached again");
    return *connection;
}

void Database::pause_before(int attempt) {
    // Two units that met in a deadlock must not meet again: the threads wait differently long.
    const auto jitter = std::hash<std::thread::id>{}(std::this_thread::get_id()) % 10;
    std::this_thread::sleep_for(std::chrono::milliseconds{attempt * 10 + static_cast<int>(jitter)});
}
}  // namespace vorab::database
