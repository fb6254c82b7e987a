#pragma once
// One database, a few connections, each on a thread of its own; run() gives a unit of work to one of them.
#include <atomic>
#include <memory>

#include "common/async/blocking_pool.hpp"
#include "common/core/log.hpp"
#include "common/database/connection.hpp"

namespace vorab::database {

class Database {
  public:
    /// Connects lazily: a database that is down does not keep the process from starting.
    Database(async::Executor loop, ConnectionOptions options, unsigned connections, const core::Log& log);
    ~Database();

    /// Runs `work(Connection&)` on a database thread and returns its result on the loop. The whole unit is repeated (at
    /// most 5 times, with a short pause) when MariaDB asks for it (deadlock, Galera certification), so it must have no
    /// effect but on the database; a lost connection is opened anew before the next unit, and once more for the same
    /// unit when it was found dead before the unit began. Throws DatabaseError.
    template <class Work>
    async::Task<std::invoke_result_t<Work, Connection&>> run(Work work) {
        return pool_.run(
            [this, work = std::move(work)](unsigned thread) mutable { return with_connection(thread, work); });
    }

    /// Units of work that wait for a thread: back-pressure is decided by this.
    std::size_t waiting() const { return pool_.waiting(); }

    async::Executor loop() const { return loop_; }

  private:
    template <class Work>
    std::invoke_result_t<Work, Connection&> with_connection(unsigned thread, Work& work) {
        for (int attempt = 1;; ++attempt) {
            Connection& connection = ready(thread);
            try {
                return work(connection);
            } catch (const DatabaseError& error) {
                if (!error.may_succeed_if_repeated() || attempt == 5) throw;
                pause_before(attempt);
            }
        }
    }
    Connection& ready(unsigned thread);
    static void pause_before(int attempt);

    async::Executor loop_;
    ConnectionOptions options_;
    const core::Log& log_;
    std::atomic<bool> reachable_ = true;                    ///< so that an outage is logged once, and its end
    std::vector<std::unique_ptr<Connection>> connections_;  ///< one per thread, used by that thread only
    async::BlockingPool pool_;                              ///< last: its threads end before the connections go
};
}  // namespace vorab::database
