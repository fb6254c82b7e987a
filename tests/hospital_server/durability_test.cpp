// A database that promises too much.
#include "hospital_server/health/durability.hpp"

#include "tests/hospital_server/setting.hpp"

using namespace vorab;
using hospital_server::health::Durability;
using hospital_server::health::Warning;

TEST_CASE("F24 a database that answers before its disk has the record is warned of, until it is mended") {
    test::HospitalSetting setting;
    const hospital_server::cases::Mailboxes mailboxes{setting.loop.get_executor(), setting.config(), setting.clock,
                                                      setting.log};
    Durability durability{mailboxes, setting.log};
    setting.run(durability.ask_all());
    CHECK(durability.warnings().empty());  // as it is shipped

    database::Connection administrator{test::PrivateMariaDb::shared().root()};
    administrator.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
    setting.run(durability.ask_all());
    administrator.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 1");
    const std::vector<Warning> expected{{"database_may_lose_records", public_text(setting.mailbox_id), 2}};
    CHECK(durability.warnings() == expected);

    setting.run(durability.ask_all());
    CHECK(durability.warnings().empty());
}
