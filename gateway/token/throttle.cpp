#include "gateway/token/throttle.hpp"

namespace vorab::gateway {
namespace {
constexpr std::size_t most_names = 100'000;
constexpr std::chrono::days remembered{7};

Rate rate(double per_second, int burst) { return {.per_second = per_second, .burst = static_cast<double>(burst)}; }
}  // namespace

Throttle::Throttle(const LimitOptions& limits, database::Database& database, const core::Clock& clock)
    : clients_(rate(0.1, limits.wrong_secrets_per_client), most_names),
      addresses_(rate(1, limits.wrong_secrets_per_address), most_names),
      database_(database),
      clock_(clock) {}

Throttle::Failed Throttle::failed(const std::optional<core::ClientId>& client, const std::string& address) {
    const bool within = addresses_.take(address) && (!client || clients_.take(client->str()));
    const bool was_last = addresses_.is_empty(address) || (client && clients_.is_empty(client->str()));
    if (!within) return Failed::too_many;
    return was_last ? Failed::first_too_many : Failed::counted;
}

async::Task<bool> Throttle::knows(core::ClientId client, std::string address) {
    auto unit = database_.run([client, address, since = clock_.now() - remembered](database::Connection& connection) {
        const std::string from = database::to_sql(since);
        return connection
            .query_one("SELECT 1 FROM known_address WHERE client = ? AND peer = ? AND seen_at > ?",
                       {client.str(), address, from})
            .has_value();
    });
    co_return co_await std::move(unit);
}

async::Task<void> Throttle::note(core::ClientId client, std::string address) {
    if (!noted_.take(client.str() + "@" + address)) co_return;
    try {
        co_await write(std::move(client), std::move(address));
    } catch (const database::DatabaseError&) {
        // It counts for a flood to come; the token of now must not wait for the database.
    }
}

async::Task<void> Throttle::write(core::ClientId client, std::string address) {
    auto unit = database_.run([client, address, now = clock_.now()](database::Connection& connection) {
        const std::string at = database::to_sql(now);
        connection.execute(
            "INSERT INTO known_address (client, peer, seen_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE seen_at = "
            "VALUES(seen_at)",
            {client.str(), address, at});
        return true;
    });
    [[maybe_unused]] const bool noted = co_await std::move(unit);
}

void Throttle::forget(database::Connection& connection, core::Timestamp now) {
    const std::string before = database::to_sql(now - remembered);
    connection.execute("DELETE FROM known_address WHERE seen_at < ?", {before});
}
}  // namespace vorab::gateway
