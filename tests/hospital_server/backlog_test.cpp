// A peer that has been away for long must not be felt where records come in.
#include <algorithm>
#include <chrono>

#include "tests/hospital_server/setting.hpp"

using namespace vorab;
using Nanoseconds = std::chrono::nanoseconds;

namespace {
constexpr outbox::NewJob job{.channel = "web_request", .target = "there"};

/// Another mailbox's database, in which `waiting` deliveries wait, each of another case.
database::ConnectionOptions made_with(int waiting) {
    auto options = test::PrivateMariaDb::shared().create_database("mailbox_backlog");
    database::migrate(options, hospital_server::mailbox_sql::migrations());
    options.statement = std::chrono::hours{1};
    database::Connection connection{options};
    connection.execute(
        "INSERT INTO delivery (channel, target, case_id, transmission, due_at, created_at)"
        " SELECT ?, ?, LOWER(LPAD(HEX(seq), 32, '0')), UUID(), '2026-11-21 11:00:00', '2026-11-21 11:00:00'"
        " FROM seq_1_to_100000 WHERE seq <= ?",
        {job.channel, job.target, waiting});
    return options;
}

/// What its own statements looked at.
std::int64_t rows_read(database::Connection& connection) {
    std::int64_t rows = 0;
    for (const auto& status : connection.query("SHOW SESSION STATUS LIKE 'Handler_read%'", {}))
        rows += std::stoll(std::string{status.text(1)});
    return rows;
}

struct Intake {
    explicit Intake(const database::ConnectionOptions& options)
        : connection(options), rows_before(rows_read(connection)) {}
    void take(const test::HospitalSetting& setting, const boost::json::object& record) {
        const auto begun = std::chrono::steady_clock::now();
        REQUIRE(setting.store(connection, record, {job}));
        took.push_back(std::chrono::steady_clock::now() - begun);
    }
    Nanoseconds median() {
        std::ranges::sort(took);
        return took.at(took.size() / 2);
    }
    std::int64_t rows() { return rows_read(connection) - rows_before; }

    database::Connection connection;
    std::vector<Nanoseconds> took;
    std::int64_t rows_before;
};
}  // namespace

// Turn by turn, so that a busy machine is as busy for the one as for the other.
TEST_CASE("a hundred thousand deliveries that wait do not slow the intake") {
    test::HospitalSetting setting;
    const auto full = made_with(100'000);
    Intake idle{test::HospitalSetting::mailbox_options()};
    Intake behind{full};
    for (int transmission = 0; transmission < 50; ++transmission) {
        if (transmission % 2 == 0) setting.case_id = core::new_case_id();
        const auto record = setting.record("stemi", transmission % 2 + 1);
        idle.take(setting, record);
        behind.take(setting, record);
    }
    const auto rows = behind.rows();
    INFO("median " << behind.median().count() << " ns, without a backlog " << idle.median().count() << " ns; rows "
                   << rows << ", " << idle.rows());
    CHECK(rows < idle.rows() + 500);             // what a backlog could cost: looking through it
    CHECK(behind.median() < 4 * idle.median());  // and whatever else it may be, within what a busy machine adds
    CHECK(test::HospitalSetting::count(behind.connection, "SELECT COUNT(*) FROM delivery") == 100'050);
}
