// Retention with a moved clock and many cases. More of them: VORAB_CASES=100000 build/dev/bin/test_hospital_retention
#include <csignal>
#include <cstdlib>
#include <regex>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "hospital_server/retention/case_deletion.hpp"
#include "tests/hospital_server/retained.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace retention = hospital_server::retention;
using test::RetentionSetting;

namespace {
constexpr auto year = std::chrono::days{366};

int many() {
    const char* asked = std::getenv("VORAB_CASES");
    return asked ? std::atoi(asked) : 4000;
}

std::vector<std::string> tables_of_a_case() {
    std::vector<std::string> tables;
    const std::regex form{"DELETE FROM (\\w+) WHERE \\w+ = \\?"};
    for (const char* statement : retention::follows_a_case()) {
        std::cmatch match;
        REQUIRE(std::regex_match(statement, match, form));
        tables.push_back(match[1].str());
    }
    return tables;
}

/// No row hangs on a case that is gone, and each case that is gone has its one record.
void check_whole(RetentionSetting& setting, std::int64_t before) {
    for (const auto& table : tables_of_a_case()) {
        if (table == "patient_case") continue;
        const std::string orphans =
            "SELECT COUNT(*) FROM " + table + " t LEFT JOIN patient_case c ON c.id = t.case_id WHERE c.id IS NULL";
        INFO(table);
        CHECK(setting.count(setting.cases, orphans.c_str()) == 0);
    }
    const auto gone = before - setting.left();
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM deletion_record WHERE case_id IS NOT NULL") == gone);
    CHECK(setting.count(setting.cases, "SELECT COUNT(DISTINCT case_id) FROM deletion_record") == gone);
    CHECK(setting.count(setting.cases,
                        "SELECT COUNT(*) FROM deletion_record r JOIN patient_case c ON c.id = r.case_id") == 0);
}
const retention::Hand erika{"erika", "192.0.2.1"};
const retention::Hand max{"max", "192.0.2.2"};
}  // namespace

TEST_CASE("a period is a number of hours, days or years of the calendar") {
    const auto moved = [](const char* time, const char* period) {
        return core::to_rfc3339(
            retention::before(core::parse_rfc3339(time).value(), retention::parse_period(period).value()));
    };
    CHECK(moved("2026-11-22T06:00:00Z", "3 hours") == "2026-11-22T03:00:00.000000Z");
    CHECK(moved("2026-11-22T06:00:00Z", "120 days") == "2026-07-25T06:00:00.000000Z");
    CHECK(moved("2026-11-22T06:00:00Z", "10 years") == "2016-11-22T06:00:00.000000Z");
    CHECK(moved("2028-02-29T06:00:00Z", "1 year") == "2027-02-28T06:00:00.000000Z");
    for (const char* wrong :
         {"", "10", "years", "0 days", "-1 days", "10years", "10  years", "10 weeks", "1000000 days"})
        CHECK(!retention::parse_period(wrong));
    CHECK(retention::to_text(retention::parse_period("1 years").value()) == "1 year");
}

TEST_CASE("every table that hangs on a case goes with it") {
    RetentionSetting setting;
    // Names a case and has a rule of its own: chunks are swept, words go by their foreign key, the others say what
    // happened and not to whom.
    const std::set<std::string> apart{"attachment_chunk", "audit",      "deletion_record",
                                      "deletion_order",   "legal_hold", "case_word"};
    const auto follow = tables_of_a_case();
    for (const auto& row : setting.cases.query(
             "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t ON t.table_name = "
             "c.table_name AND t.table_schema = c.table_schema WHERE c.table_schema = DATABASE() AND c.column_name = "
             "'case_id' AND t.table_type = 'BASE TABLE'")) {
        INFO(row.text(0) << " has a column case_id: it belongs into hospital_server/retention/case_deletion.cpp");
        CHECK((apart.contains(row.text(0)) || std::ranges::find(follow, row.text(0)) != follow.end()));
    }
}

TEST_CASE("after ten years a case is gone with all that hangs on it, and a record without content stays") {
    RetentionSetting setting;
    const int number = many();
    const int old = number / 2;
    setting.fill(1, old, setting.clock.now() - 10 * year);
    setting.fill(old + 1, number, setting.clock.now() - 9 * year);
    CHECK(setting.run_now() == static_cast<std::uint64_t>(old));
    CHECK(setting.left() == number - old);
    check_whole(setting, number);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM measurement") == 3 * (number - old));
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM attachment_chunk") == number / 10 - old / 10);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM deletion_record WHERE completed_at IS NULL") == 0);
    CHECK(setting.count(setting.cases,
                        "SELECT COUNT(*) FROM deletion_record WHERE class = 'medical' AND reason = 'period'") == old);
    CHECK(setting.run_now() == 0);
    setting.clock.time += 2 * year;
    CHECK(setting.run_now() >= static_cast<std::uint64_t>(number - old));
    CHECK(setting.left() == 0);
}

TEST_CASE("the period counts from the last change, unless the configuration says from the receipt") {
    RetentionSetting setting;
    setting.fill(1, 3, setting.clock.now() - 10 * year);
    const std::string lately = database::to_sql(setting.clock.now() - year);
    setting.cases.execute("UPDATE patient_case SET updated_at = ? WHERE id = ?", {lately, setting.numbered(1).str()});
    setting.cases.execute("UPDATE patient_case SET arrived_at = ? WHERE id = ?", {lately, setting.numbered(2).str()});
    CHECK(setting.run_now() == 1);
    CHECK(setting.left() == 2);
    for (auto& one : setting.schedule.classes) {
        if (one.rule->name == "medical") one.start = "received";
    }
    CHECK(setting.run_now() == 2);
}

TEST_CASE("a legal hold keeps a case whatever the period and the orders say, until it is released") {
    RetentionSetting setting;
    setting.fill(1, 3, setting.clock.now() - 11 * year);
    const auto now = setting.clock.now();
    const auto held = retention::hold_case(setting.cases, setting.numbered(2), "litigation", erika, now);
    REQUIRE(held);
    CHECK(retention::hold_case(setting.cases, setting.numbered(2), "complaint", max, now).error().problem ==
          core::Problem::conflict);
    CHECK(retention::hold_case(setting.cases, core::new_case_id(), "complaint", max, now).error().problem ==
          core::Problem::not_found);
    const auto& rule = setting.schedule.of("deletion_order");
    const auto order = retention::order_deletion(setting.cases, setting.numbered(2), "erasure", erika, rule, now);
    REQUIRE(order);
    CHECK(order->at("held") == true);
    REQUIRE(retention::confirm_order(setting.cases, std::string{order->at("order").as_string()}, max, now));
    CHECK(setting.run_now() == 2);
    CHECK(setting.left() == 1);
    CHECK(setting.count(setting.cases, "SELECT held FROM retention_run WHERE class = 'medical'") == 1);
    const std::string id{held->at("hold").as_string()};
    REQUIRE(retention::release_case(setting.cases, id, erika, now));
    CHECK(retention::release_case(setting.cases, id, erika, now).error().problem == core::Problem::conflict);
    setting.clock.time += 1h;
    CHECK(setting.run_now() > 0);
    CHECK(setting.left() == 0);
    CHECK(retention::orders(setting.cases).at(0).at("state") == "carried_out");
}

TEST_CASE("an order that a second person confirms is carried out by the next run, and names both") {
    RetentionSetting setting;
    setting.fill(1, 2, setting.clock.now() - year);
    const auto now = setting.clock.now();
    const auto& rule = setting.schedule.of("deletion_order");
    const auto order = retention::order_deletion(setting.cases, setting.numbered(1), "objection", erika, rule, now);
    REQUIRE(order);
    CHECK(order->at("due_at") == core::to_rfc3339(now + std::chrono::days{30}).c_str());
    CHECK(order->at("latest_at") == core::to_rfc3339(now + std::chrono::days{120}).c_str());
    CHECK(retention::order_deletion(setting.cases, setting.numbered(1), "erasure", max, rule, now).error().problem ==
          core::Problem::conflict);
    CHECK(setting.run_now() == 0);
    const std::string id{order->at("order").as_string()};
    CHECK(retention::confirm_order(setting.cases, id, erika, now).error().problem == core::Problem::conflict);
    REQUIRE(retention::confirm_order(setting.cases, id, max, now));
    CHECK(setting.run_now() == 1);
    CHECK(setting.left() == 1);
    check_whole(setting, 2);
    const auto record = setting.cases.query_one(
        "SELECT class, reason, case_id, count, deletion_order, ordered_by, confirmed_by FROM deletion_record");
    REQUIRE(record);
    const std::string expected[] = {"deletion_order", "objection", setting.numbered(1).str(), "1", id, "erika", "max"};
    for (std::size_t i = 0; i < std::size(expected); ++i) CHECK(record->text(i) == expected[i]);
    CHECK(retention::confirm_order(setting.cases, id, max, now).error().problem == core::Problem::conflict);
    for (const char* event : {"deletion.ordered", "deletion.confirmed", "case.deleted"}) {
        INFO(event);
        CHECK(setting.cases.query_one("SELECT COUNT(*) FROM audit WHERE event = ?", {event})->integer(0) == 1);
    }
}

TEST_CASE("an order that nobody confirms is carried out after the waiting period; a withdrawn one never") {
    RetentionSetting setting;
    setting.fill(1, 2, setting.clock.now() - year);
    const auto& rule = setting.schedule.of("deletion_order");
    const auto now = setting.clock.now();
    REQUIRE(retention::order_deletion(setting.cases, setting.numbered(1), "erasure", erika, rule, now));
    const auto other = retention::order_deletion(setting.cases, setting.numbered(2), "erasure", erika, rule, now);
    REQUIRE(other);
    REQUIRE(retention::withdraw_order(setting.cases, std::string{other->at("order").as_string()}, erika, now));
    setting.clock.time += 30 * 24h - 1s;
    CHECK(setting.run_now() == 0);
    setting.clock.time += 2s;
    CHECK(setting.run_now() == 1);
    CHECK(setting.left() == 1);
    setting.clock.time += year;
    setting.run_now();
    CHECK(setting.left() == 1);
}

TEST_CASE("an order waits while the crew's system may still repeat, but not beyond the legal period") {
    RetentionSetting setting;
    setting.fill(1, 1, setting.clock.now() - 1h);
    const auto& rule = setting.schedule.of("deletion_order");
    const auto order =
        retention::order_deletion(setting.cases, setting.numbered(1), "test_data", erika, rule, setting.clock.now());
    REQUIRE(order);
    const std::string id{order->at("order").as_string()};
    REQUIRE(retention::confirm_order(setting.cases, id, max, setting.clock.now()));
    CHECK(setting.run_now() == 0);
    setting.clock.time += 120 * 24h + 1s;
    const std::string just_now = database::to_sql(setting.clock.now() - 1min);
    setting.cases.execute("UPDATE patient_case SET updated_at = ?", {just_now});
    CHECK(setting.run_now() == 1);
}

TEST_CASE("gigabytes of an attachment go chunk by chunk, after nothing can open them any more") {
    RetentionSetting setting;
    setting.fill(1, 1, setting.clock.now() - 11 * year);
    setting.cases.run_script(
        "INSERT INTO attachment_chunk SELECT '00000000000000000000000000000001', "
        "'019bc1bd-cc80-7000-8000-000000000001', "
        "seq, 'z', '2000-01-01' FROM seq_0_to_199");
    const auto turns = setting.turns();
    const auto medical = std::ranges::find_if(turns, [](const auto& turn) { return turn.of.rule->name == "medical"; });
    CHECK(retention::step(setting.cases, *medical).deleted == 1);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM attachment") == 0);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM attachment_chunk") == 200);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM deletion_record WHERE completed_at IS NULL") == 1);
    setting.run_now();
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM attachment_chunk") == 0);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM deletion_record WHERE completed_at IS NULL") == 0);
}

TEST_CASE("a run that is killed anywhere leaves every case whole or gone, and the next one goes on") {
    RetentionSetting setting;
    const int number = 1500;
    setting.fill(1, number, setting.clock.now() - 11 * year);
    const auto options = setting.mailbox_options();
    for (int killed_after = 100; killed_after < number - 400; killed_after += 250) {
        const auto turns = setting.turns();
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            database::Connection own{options};
            retention::run_all(own, turns);
            ::_exit(0);
        }
        while (number - setting.left() < killed_after && ::waitpid(child, nullptr, WNOHANG) == 0)
            std::this_thread::sleep_for(1ms);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        check_whole(setting, number);
    }
    setting.run_now();
    CHECK(setting.left() == 0);
    check_whole(setting, number);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM attachment_chunk") == 0);
}

TEST_CASE("sessions that ended and attempts that failed are not kept, and their going is recorded") {
    RetentionSetting setting;
    const std::string old = database::to_sql(setting.clock.now() - 48h);
    const std::string fresh = database::to_sql(setting.clock.now() + 1h);
    for (const auto& [token, until] : {std::pair{std::string(32, 'a'), old}, std::pair{std::string(32, 'b'), fresh}}) {
        setting.server.execute(
            "INSERT INTO person_session (token_sha256, id, user_name, csrf, created_at, used_at, expires_at) VALUES "
            "(?, "
            "?, 'erika', 'csrf', ?, ?, ?)",
            {token, token, old, old, until});
    }
    setting.server.execute("INSERT INTO sign_in_failure (user_name, peer, count, last_at) VALUES ('x', 'y', 1, ?)",
                           {old});
    CHECK(setting.run_now() == 2);
    CHECK(setting.count(setting.server, "SELECT COUNT(*) FROM person_session") == 1);
    CHECK(setting.count(setting.server, "SELECT count FROM deletion_record WHERE class = 'sign_ins'") == 2);
}

TEST_CASE("what arrived at a receiver goes after its period, and what waits for a person stays") {
    RetentionSetting setting;
    setting.fill(1, 3, setting.clock.now() - 91 * 24h);
    setting.cases.execute("UPDATE delivery SET state = 'delivered' WHERE case_id = ?", {setting.numbered(1).str()});
    setting.cases.execute("UPDATE delivery SET state = 'discarded' WHERE case_id = ?", {setting.numbered(2).str()});
    CHECK(setting.run_now() == 2);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM delivery") == 1);
    CHECK(setting.left() == 3);
}

TEST_CASE("what the information system told goes when nothing more was heard of it") {
    RetentionSetting setting;
    setting.server.execute("DELETE FROM his_quarantine");
    for (const auto age : {31 * 24h, 29 * 24h}) {
        const std::string at = database::to_sql(setting.clock.now() - age);
        setting.server.execute(
            "INSERT INTO his_quarantine (at, listener, reason, bytes) VALUES (?, 'adt', 'torn', 'x')", {at});
    }
    CHECK(setting.run_now() == 1);
    CHECK(setting.count(setting.server, "SELECT COUNT(*) FROM his_quarantine") == 1);
    CHECK(setting.count(setting.server, "SELECT count FROM deletion_record WHERE class = 'adt'") == 1);
}

TEST_CASE("log files go after their period, and nothing else that lies there") {
    RetentionSetting setting;
    const test::TemporaryDirectory logs{"vorab-logs"};
    for (const char* name : {"vorab.log", "vorab.log.2.gz", "young.log", "readme.txt"}) {
        const auto file = logs.write(name, "x");
        const bool young = std::string{name}.starts_with("young");
        const auto age = young ? 24h : 24h * 31;
        std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() - age);
    }
    setting.clock.time = core::SystemClock{}.now();
    for (auto& one : setting.schedule.classes) {
        if (one.rule->name == "technical_logs") one.folder = logs.path();
    }
    setting.run_now();
    CHECK(!std::filesystem::exists(logs.path() / "vorab.log"));
    CHECK(!std::filesystem::exists(logs.path() / "vorab.log.2.gz"));
    CHECK(std::filesystem::exists(logs.path() / "young.log"));
    CHECK(std::filesystem::exists(logs.path() / "readme.txt"));
    CHECK(setting.count(setting.server, "SELECT count FROM deletion_record WHERE class = 'technical_logs'") == 2);
}

TEST_CASE("the report names each class with its period, its last run and its next") {
    RetentionSetting setting;
    setting.fill(1, 1, setting.clock.now() - 11 * year);
    CHECK(retention::report(setting.cases, setting.turns()).at(0).at("last_run_at").is_null());
    setting.run_now();
    const auto report = retention::report(setting.cases, setting.turns());
    const auto& medical = report.at(0);
    CHECK(medical.at("class") == "medical");
    CHECK(medical.at("period") == "10 years");
    CHECK(medical.at("last_run_deleted") == 1);
    CHECK(medical.at("next_run_at") == core::to_rfc3339(setting.clock.now() + 1h).c_str());
    const auto server = retention::report(setting.server, setting.turns("server"));
    CHECK(server.at(0).at("class") == "board");
    CHECK(report.size() + server.size() == 11);  // two classes are in both kinds of database
}
