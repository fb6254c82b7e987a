#include "gateway/retention.hpp"

#include "common/async/timer.hpp"

namespace vorab::gateway {

std::uint64_t forget_audit(database::Connection& connection, core::Timestamp time) {
    const std::string before = database::to_sql(time);
    std::uint64_t all = 0;
    for (;;) {  // one large transaction would hold up a Galera cluster
        const auto some = connection.execute("DELETE FROM audit WHERE at < ? ORDER BY at LIMIT 5000", {before});
        all += some;
        if (some == 0) return all;
    }
}

async::Task<void> forget_old_audit(database::Database& database, const core::Clock& clock, std::chrono::days keep) {
    for (;;) {
        try {
            auto unit = database.run([before = clock.now() - keep](database::Connection& connection) {
                return forget_audit(connection, before);
            });
            [[maybe_unused]] const auto count = co_await std::move(unit);
        } catch (const database::DatabaseError&) {  // the database says in the log that it is gone, once
        }
        co_await async::sleep_for(std::chrono::hours{1});
    }
}
}  // namespace vorab::gateway
