#include "hospital_server/record/words.hpp"
#include "tests/hospital_server/tracker_setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using http::Method;
using test::TrackerSetting;
namespace json = boost::json;
using hospital_server::archive::Search;
using hospital_server::archive::Standing;
using Role = hospital_server::people::Role;

namespace {
struct ArchiveSetting : TrackerSetting {
    /// A case of this name, received now.
    core::CaseId received(const std::string& family, const std::string& given, const std::string& born) {
        case_id = core::new_case_id();
        auto made = record("stemi");
        auto& patient = made.at("patient").as_object();
        patient["family_name"] = family;
        patient["given_name"] = given;
        patient["birth_date"] = born;
        REQUIRE(store(made));
        return case_id;
    }
    std::string path_of(const core::CaseId& id) const {
        return "/api/v1/mailboxes/" + mailbox_id.str() + "/cases/" + id.str();
    }
    /// "family match" of each found, in order.
    std::vector<std::string> found(const json::object& search, std::string* next = nullptr) {
        const auto response = call(browser(), Method::post, "/api/v1/archive/search", search);
        REQUIRE(response.status == 200);
        const auto page = json_of(response);
        std::vector<std::string> names;
        for (const auto& one : page.at("cases").as_array()) {
            const auto& patient = one.at("summary").at("patient").as_object();
            names.push_back(std::string{patient.at("last_name").as_string()} + " " +
                            std::string{one.at("match").as_string()});
        }
        if (next) *next = page.at("next").is_null() ? "" : std::string{page.at("next").as_string()};
        return names;
    }
    ArchiveSetting() { add("archivist", {Role::archive}); }
    Browser browser() { return browser_of("archivist"); }  // anew, for the clock moves by days
};
using Names = std::vector<std::string>;

/// From indexes, by this connection so far.
std::int64_t rows_read(ArchiveSetting& setting) {
    return setting.count(setting.cases,
                         "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.SESSION_STATUS WHERE "
                         "VARIABLE_NAME IN ('HANDLER_READ_KEY', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV')");
}
}  // namespace

TEST_CASE("the archive finds a name as written, as it begins and as it sounds, the best first") {
    ArchiveSetting setting;
    for (const char* family : {"Miller", "Müllersen", "Müller", "Schmidt", "Meier"}) {
        setting.received(family, "Hans", "1945-08-12");
        setting.clock.time += 1min;
    }
    setting.clock.time += 50h;
    CHECK(setting.found({{"last_name", "Mueller"}}) == Names{"Müller equal", "Müllersen begins", "Miller sounds"});
    CHECK(setting.found({{"last_name", "MÜLLER"}}) == setting.found({{"last_name", "Mueller"}}));
    CHECK(setting.found({{"last_name", "Mayr"}}) == Names{"Meier sounds"});
    CHECK(setting.found({{"last_name", "Mueller"}, {"birth_date", "1945-08-13"}}).empty());
    CHECK(setting.found({{"last_name", "Schm"}, {"first_name", "hans"}}) == Names{"Schmidt begins"});
    CHECK(setting.found({{"last_name", "' OR 1=1 --"}}).empty());
    CHECK(setting.found({}).size() == 5);
}

TEST_CASE("a double name is found by each of its parts, a case by its vehicle, keyword, day and id") {
    ArchiveSetting setting;
    const auto id = setting.received("Müller-Lüdenscheidt", "Karl Heinz", "1931-02-03");
    setting.clock.time += 50h;
    const Names both{"Müller-Lüdenscheidt equal"};
    CHECK(setting.found({{"last_name", "Lüdenscheidt"}}) == both);
    CHECK(setting.found({{"last_name", "Lüdenscheidt Müller"}}) == both);
    CHECK(setting.found({{"first_name", "Heinz"}}) == both);
    CHECK(setting.found({{"case", id.str().substr(0, 8)}}) == both);
    CHECK(setting.found({{"case", "ffffffffffff"}}).empty());
    const auto callsign = setting.record("stemi").at("slip").at("sender").at("callsign").as_string();
    CHECK(setting.found({{"vehicle", callsign}}) == both);
    CHECK(setting.found({{"vehicle", "Christoph 999"}}).empty());
    const auto keyword = setting.record("stemi").at("arrival").at("keyword").as_string();
    CHECK(setting.found({{"keyword", keyword}}) == both);
    CHECK(setting.found({{"received_from", "2026-11-21"}, {"received_to", "2026-11-21"}}) == both);
    CHECK(setting.found({{"received_from", "2026-11-22"}}).empty());
    for (const json::object& wrong : {json::object{{"last_name", "--"}},
                                      {{"case", "XYZ"}},
                                      {{"birth_date", "1931-02-30"}},
                                      {{"limit", 1000}},
                                      {{"after", "9:1:x"}},
                                      {{"name", "x"}},
                                      {{"mailboxes", {1}}}}) {
        INFO(json::serialize(wrong));
        CHECK(setting.call(setting.browser(), Method::post, "/api/v1/archive/search", wrong).status == 422);
    }
}

TEST_CASE("pages follow each other without a gap or a repetition") {
    ArchiveSetting setting;
    for (int i = 0; i < 7; ++i) {
        setting.received("Schulz" + std::string(static_cast<std::size_t>(i), 'a'), "Eva", "1960-01-01");
        if (i % 2 == 0) setting.clock.time += 1min;  // some arrive at the same moment
    }
    setting.clock.time += 50h;
    for (const json::object& by : {json::object{}, {{"last_name", "Schulz"}}}) {
        Names all;
        std::string next;
        auto search = by;
        search["limit"] = 2;
        do {
            for (auto& name : setting.found(search, &next)) all.push_back(std::move(name));
            search["after"] = next;
        } while (!next.empty());
        CHECK(all.size() == 7);
        CHECK(all == setting.found(by));
        CHECK(std::set<std::string>(all.begin(), all.end()).size() == 7);
    }
}

TEST_CASE("a case is found once, by the best of its words, and pages go on from one kind of match to the next") {
    ArchiveSetting setting;
    for (const char* family : {"Miller-Möller", "Müller-Müllersen", "Müllersen-Müllermann", "Mueller", "Myller"}) {
        setting.received(family, "Hans", "1945-08-12");
        setting.clock.time += 1min;
    }
    setting.received("Müller", "Grete", "1945-08-12");
    setting.clock.time += 50h;
    const Names all{"Müller equal",  "Mueller equal",       "Müller-Müllersen equal", "Müllersen-Müllermann begins",
                    "Myller sounds", "Miller-Möller sounds"};
    CHECK(setting.found({{"last_name", "Müller"}}) == all);
    CHECK(setting.found({{"last_name", "Müller"}, {"birth_date", "1945-08-12"}}) == all);
    for (const json::object& by : {json::object{{"last_name", "Müller"}},
                                   {{"last_name", "Müller"}, {"birth_date", "1945-08-12"}},
                                   {{"last_name", "Müller"}, {"first_name", "Hans"}}}) {
        Names paged;
        std::string next;
        auto search = by;
        search["limit"] = 1;
        do {
            for (auto& name : setting.found(search, &next)) paged.push_back(std::move(name));
            search["after"] = next;
        } while (!next.empty());
        CHECK(paged == setting.found(by));
        CHECK(paged.size() == (by.contains("first_name") ? 5 : 6));
    }
    CHECK(setting.found({{"last_name", "Müller"}, {"received_from", "2026-11-22"}}).empty());
    CHECK(setting.found({{"last_name", "Müller"}, {"received_to", "2026-11-21"}}) == all);
    CHECK(setting.found({{"first_name", "Grete"}, {"last_name", "Müller"}}) == Names{"Müller equal"});
}

TEST_CASE("a full page ends the search, however many cases there are") {
    ArchiveSetting setting;
    const auto stored = setting.received("Schulz", "Eva", "1960-01-01");
    setting.cases.execute(
        "INSERT INTO patient_case (id, sequence, received_at, updated_at, organisation, callsign, record, words_kept) "
        "SELECT MD5(seq), 0, received_at - INTERVAL seq HOUR, updated_at, organisation, callsign, record, TRUE FROM "
        "patient_case, seq_1_to_500 WHERE id = ?",
        {stored.str()});
    setting.cases.execute(
        "INSERT INTO case_word (case_id, field, word, sound, received_at) SELECT c.id, w.field, w.word, w.sound, "
        "c.received_at FROM patient_case c, case_word w WHERE w.case_id = ? AND c.id <> w.case_id",
        {stored.str()});
    setting.cases.execute("ANALYZE TABLE patient_case, case_word");
    setting.clock.time += 50h;
    const auto keyword = std::string{setting.record("stemi").at("arrival").at("keyword").as_string()};
    std::vector<Search> asked(3);
    asked[0].last_name = "Schulz";
    asked[1].last_name = "Schultz";  // sounds the same
    asked[2].keyword = keyword;
    for (auto& search : asked) {
        search.limit = 5;
        const auto before = rows_read(setting);
        CHECK(find(setting.cases, setting.mailbox_id, search, setting.clock.now()).size() == 6);
        CHECK(rows_read(setting) - before < 100);
    }
}

TEST_CASE("a case leaves the list by age or by hand, and comes back by hand") {
    ArchiveSetting setting;
    setting.add("nurse", {Role::standard});
    const auto nurse = setting.browser_of("nurse");
    const auto path = setting.path_of(setting.received("Muster", "Erika", "1959-03-13"));
    const auto listed = [&] {
        return TrackerSetting::json_of(setting.call(nurse, Method::get, "/api/v1/cases")).at("cases").as_array().size();
    };
    CHECK(listed() == 1);
    CHECK(setting.found({}).empty());
    CHECK(setting.call(setting.browser(), Method::post, path + "/archive").status == 200);
    CHECK(listed() == 0);
    CHECK(setting.found({}).size() == 1);
    CHECK(setting.call(nurse, Method::get, path).status == 403);
    CHECK(setting.refusals("archive.read") == 1);
    CHECK(setting.call(setting.browser(), Method::get, path).status == 200);
    CHECK(setting.call(nurse, Method::post, path + "/return").status == 403);
    CHECK(setting.call(setting.browser(), Method::post, path + "/return").status == 200);
    CHECK(listed() == 1);
    CHECK(setting.call(nurse, Method::get, path).status == 200);
    setting.clock.time += 13h;
    CHECK(setting.found({}).size() == 1);
    CHECK(setting.count(setting.cases,
                        "SELECT COUNT(*) FROM audit WHERE event IN ('case.archived', 'case.returned')") == 2);
}

TEST_CASE("the audit of a search never holds what was searched for") {
    ArchiveSetting setting;
    setting.found({{"last_name", "Zschirnhaus"}, {"birth_date", "1912-12-12"}});
    CHECK(setting.count(setting.cases,
                        "SELECT COUNT(*) FROM audit WHERE event = 'archive.searched' AND user_name = 'archivist'") ==
          1);
    CHECK(setting.count(setting.cases,
                        "SELECT COUNT(*) FROM audit WHERE CONCAT_WS(' ', event, user_name, peer) LIKE '%Zschirn%'") ==
          0);
}

TEST_CASE("words follow the record, go with the case, and are made for cases from before") {
    ArchiveSetting setting;
    const auto id = setting.received("Meier", "Eva", "1960-01-01");
    auto corrected = setting.record("stemi", 2);
    corrected.at("patient").as_object()["family_name"] = "Öztürk";
    REQUIRE(setting.store(corrected));
    CHECK(setting.count(
              setting.cases,
              "SELECT COUNT(*) FROM case_word WHERE field = 'family' AND word = 'oeztuerk' AND sound = '08274'") == 1);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM case_word WHERE word = 'meier'") == 0);
    const auto words = setting.count(setting.cases, "SELECT COUNT(*) FROM case_word");
    setting.cases.execute("DELETE FROM case_word");
    setting.cases.execute("UPDATE patient_case SET words_kept = FALSE");
    CHECK(hospital_server::record::keep_older_words(setting.cases, 100) == 1);
    CHECK(hospital_server::record::keep_older_words(setting.cases, 100) == 0);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM case_word") == words);
    setting.cases.execute("DELETE FROM patient_case");
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM case_word") == 0);
}

TEST_CASE("words of cases from before know when their case came") {
    const auto options = test::PrivateMariaDb::shared().create_database("words_from_before");
    const auto all = hospital_server::mailbox_sql::migrations();
    std::vector<database::Migration> before;
    std::ranges::copy_if(all, std::back_inserter(before), [](const auto& one) { return one.number < 110; });
    database::Connection connection{options};
    database::migrate(connection, before);
    connection.execute(
        "INSERT INTO patient_case (id, sequence, received_at, updated_at, organisation, callsign, record) VALUES "
        "(REPEAT('a', 32), 0, '2026-01-02 03:04:05.678901', '2026-01-02 03:04:06', '', '', '{}')");
    connection.execute("INSERT INTO case_word VALUES (REPEAT('a', 32), 'family', 'mueller', '657')");
    CHECK(database::migrate(connection, all) == static_cast<int>(all.size() - before.size()));
    CHECK(connection.query_one("SELECT received_at FROM case_word")->text(0) == "2026-01-02 03:04:05.678901");
}

TEST_CASE("the mark of a page is read back as it was written, and nothing else is") {
    const Standing standing{hospital_server::archive::Match::begins,
                            core::parse_rfc3339("2026-11-21T12:00:00.123456Z").value(), std::string(32, 'a'), "zna"};
    CHECK(Standing::parse(standing.to_text()).value() == standing);
    for (const char* wrong : {"", ":", "0:", "3:1:", "0:x:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:zna",
                              "0:-1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:zna",
                              "0:1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:", "00:1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:zna"}) {
        INFO(wrong);
        CHECK(!Standing::parse(wrong));
    }
}
