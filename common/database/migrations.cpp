#include "common/database/migrations.hpp"

#include <stdexcept>

namespace vorab::database {
namespace {
constexpr const char* lock_name = "CONCAT('vorab_migrate_', DATABASE())";

/// Held while one instance migrates. A session that ends, however it ends, lets it go.
class MigrationLock {
  public:
    explicit MigrationLock(Connection& connection) : connection_(connection) {
        const std::string sql =
            std::string{"SELECT GET_LOCK("} + lock_name + ", 1)";  // short: a statement has its time
        for (int second = 0; second < 3600; ++second) {
            const auto row = connection_.query_one(sql.c_str());
            if (row->optional_integer(0) == 1) return;
        }
        throw std::runtime_error("another instance has been migrating the database for an hour");
    }
    ~MigrationLock() {
        try {
            const std::string sql = std::string{"DO RELEASE_LOCK("} + lock_name + ")";
            connection_.execute(sql.c_str());
        } catch (const DatabaseError&) {  // the session is gone, and the lock with it
        }
    }
    MigrationLock(const MigrationLock&) = delete;
    MigrationLock& operator=(const MigrationLock&) = delete;

  private:
    Connection& connection_;
};

/// How many of `migrations` the database has; throws when what it has is not their beginning.
std::size_t applied(Connection& connection, const std::vector<Migration>& migrations) {
    const auto rows = connection.query("SELECT number, name FROM schema_migration ORDER BY number");
    if (rows.size() > migrations.size()) throw std::runtime_error("the database is newer than this program");
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const bool same =
            rows[index].integer(0) == migrations[index].number && rows[index].text(1) == migrations[index].name;
        if (!same) throw std::runtime_error("the database was built by other migrations");
    }
    return rows.size();
}
}  // namespace

int migrate(Connection& connection, const std::vector<Migration>& migrations) {
    const MigrationLock lock{connection};
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migration ("
        " number INT NOT NULL PRIMARY KEY, name VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,"
        " applied_at DATETIME(6) NOT NULL) ENGINE = InnoDB");
    const std::size_t before = applied(connection, migrations);
    for (std::size_t index = before; index < migrations.size(); ++index) {
        const Migration& migration = migrations[index];
        connection.run_script(std::string{migration.sql});
        connection.execute("INSERT INTO schema_migration (number, name, applied_at) VALUES (?, ?, UTC_TIMESTAMP(6))",
                           {std::int64_t{migration.number}, migration.name});
    }
    return static_cast<int>(migrations.size() - before);
}

int migrate(ConnectionOptions options, const std::vector<Migration>& migrations) {
    options.statement = std::chrono::hours{1};
    Connection connection{options};
    return migrate(connection, migrations);
}
}  // namespace vorab::database
