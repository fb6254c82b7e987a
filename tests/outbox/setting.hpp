#pragma once
// An empty outbox in the private MariaDB, and a clock that a test moves.
#include "common/core/random.hpp"
#include "common/database/migrations.hpp"
#include "common/outbox/outbox.hpp"
#include "common/outbox/outbox_queries.hpp"
#include "tests/support/private_mariadb.hpp"
#include "tests/support/run.hpp"

namespace vorab::test {
std::vector<database::Migration> migrations();  // common/outbox/sql

struct MovingClock final : core::Clock {
    core::Timestamp now() const override { return time; }
    core::Timestamp time = core::parse_rfc3339("2026-11-21T12:00:00Z").value();
};

struct OutboxSetting {
    OutboxSetting() { connection.execute("TRUNCATE TABLE delivery"); }

    static const database::ConnectionOptions& options() {
        static const auto made = [] {
            auto fresh = PrivateMariaDb::shared().create_database("outbox_test");
            database::migrate(fresh, migrations());
            return fresh;
        }();
        return made;
    }
    void enqueue(const core::CaseId& of, std::string_view channel, core::Timestamp at) {
        outbox::enqueue(connection, of, core::new_transmission_id(at), at, {{channel, "one"}});
    }

    outbox::Decision decision(const char* what, const char* reason) const {
        return {what, "Nora Nacht", clock.now(), reason};
    }

    boost::asio::io_context loop;
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    MovingClock clock;
    database::Connection connection{options()};
    database::Database database{loop.get_executor(), options(), 2, log};
    outbox::Outbox outbox{database, clock};
};
}  // namespace vorab::test
