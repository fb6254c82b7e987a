#include "hospital_server/figures/export.hpp"
#include "hospital_server/figures/small_numbers.hpp"
#include "tests/hospital_server/tracker_setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using http::Method;
namespace figures = hospital_server::figures;
using figures::CaseFacts;
using figures::without_small_numbers;
using Role = hospital_server::people::Role;

namespace {
using Counts = std::vector<std::int64_t>;
using Shown = std::vector<std::optional<std::int64_t>>;

const figures::Table& table(const figures::Figures& all, std::string_view name) {
    return *std::ranges::find_if(all.tables, [name](const figures::Table& one) { return one.name == name; });
}
std::optional<std::int64_t> count(const figures::Table& of, std::string_view key) {
    const auto row = std::ranges::find_if(of.rows, [key](const auto& one) { return one.key == key; });
    REQUIRE(row != of.rows.end());
    return row->count;
}
const figures::Timing& timing(const figures::Figures& all, std::string_view name) {
    return *std::ranges::find_if(all.timings, [name](const figures::Timing& one) { return one.name == name; });
}
figures::Period november() {
    return {hospital_server::cases::parse_day("2026-11-01").value(),
            hospital_server::cases::parse_day("2026-11-30").value()};
}
CaseFacts case_at(core::Timestamp at, const char* sender, const char* keyword) {
    CaseFacts facts;
    facts.received_at = at;
    facts.sender = sender;
    facts.keyword = keyword;
    facts.priority = "sk1";
    return facts;
}
const core::Timestamp noon = core::parse_rfc3339("2026-11-10T11:30:00Z").value();
}  // namespace

TEST_CASE("numbers from 1 to 4 are not told, nor what would give them away") {
    CHECK(without_small_numbers({10, 0, 20}).counts == Shown{10, 0, 20});
    CHECK(without_small_numbers({10, 3, 20}).counts == Shown{std::nullopt, std::nullopt, 20});
    CHECK(without_small_numbers({10, 3, 20}).total == 33);
    CHECK(without_small_numbers({4, 3, 20}).counts == Shown{std::nullopt, std::nullopt, 20});
    CHECK(without_small_numbers({1, 2, 20}).counts == Shown{std::nullopt, std::nullopt, std::nullopt});
    CHECK(without_small_numbers({2, 0, 1}).counts == Shown{std::nullopt, std::nullopt, std::nullopt});
    CHECK(!without_small_numbers({2, 0, 1}).total);
    CHECK(without_small_numbers({0, 0}).total == 0);
    CHECK(without_small_numbers({5}).counts == Shown{5});
    CHECK(without_small_numbers({}).total == 0);
}

TEST_CASE("whatever the counts, what is hidden cannot be worked out from what is told") {
    std::uint32_t state = 7;
    const auto draw = [&state](std::uint32_t below) {
        state = state * 1664525 + 1013904223;
        return static_cast<std::int64_t>((state >> 16U) % below);
    };
    for (int round = 0; round < 5000; ++round) {
        Counts counts(static_cast<std::size_t>(1 + draw(8)));
        for (auto& one : counts) one = draw(2) == 0 ? draw(6) : draw(40);
        const auto told = without_small_numbers(counts);
        std::int64_t hidden = 0;
        int parts = 0;
        for (std::size_t at = 0; at < counts.size(); ++at) {
            if (told.counts[at]) {
                REQUIRE((counts[at] == 0 || counts[at] >= 5));
                continue;
            }
            hidden += counts[at];
            ++parts;
        }
        if (told.total && parts > 0) REQUIRE((parts > 1 && hidden >= 5));
    }
}

TEST_CASE("cases are counted by hour, day, priority, keyword and sender, in the hospital's time") {
    std::vector<CaseFacts> cases;
    for (int i = 0; i < 8; ++i) cases.push_back(case_at(noon, "RD Nord", "STEMI"));
    for (int i = 0; i < 6; ++i) cases.push_back(case_at(noon + 24h, "RD Süd", "Sturz"));
    for (int i = 0; i < 3; ++i) cases.push_back(case_at(noon + 24h, "RD West", i == 0 ? "Frau Meier" : "Brand"));
    const auto all = figures::figures_of(november(), cases, {});
    const auto wall = hospital_server::cases::wall_time(noon);
    CHECK(count(table(all, "hour"), wall.hour < 10 ? "0" + std::to_string(wall.hour) : std::to_string(wall.hour)) ==
          17);
    CHECK(count(table(all, "day"), "2026-11-10") == 8);
    CHECK(count(table(all, "day"), "2026-11-11") == 9);
    CHECK(count(table(all, "day"), "2026-11-12") == 0);
    CHECK(table(all, "day").rows.size() == 30);
    CHECK(count(table(all, "priority"), "sk1") == 17);
    CHECK(!count(table(all, "keyword"), "other"));
    CHECK(!count(table(all, "keyword"), "Sturz"));
    CHECK(count(table(all, "keyword"), "STEMI") == 8);
    CHECK(!count(table(all, "sender"), "other"));
    REQUIRE(all.completeness.size() == 1);  // RD Süd is hidden so that RD West is
    CHECK(all.completeness[0].sender == "RD Nord");
    CHECK_THAT(boost::json::serialize(to_json(all, november(), core::MailboxId::parse("zna").value())),
               !Catch::Contains("Meier") && !Catch::Contains("West"));
}

TEST_CASE("announced and real arrivals are compared, and times to seen and of deliveries are told as quantiles") {
    std::vector<CaseFacts> cases;
    for (int i = 0; i < 20; ++i) {
        auto one = case_at(noon, "RD Nord", "STEMI");
        one.seen_at = noon + std::chrono::seconds{i + 1};
        if (i < 10) one.eta = noon + 20min;
        if (i < 10) one.arrived_at = noon + 20min + (i < 5 ? 0min : 15min);
        cases.push_back(std::move(one));
    }
    std::vector<figures::DeliveryFacts> deliveries(4, {"hl7 his", 3s});
    for (int i = 0; i < 10; ++i) deliveries.push_back({"espax daks", std::chrono::seconds{i}});
    const auto all = figures::figures_of(november(), cases, deliveries);
    CHECK(count(table(all, "eta"), "on_time") == 5);
    CHECK(count(table(all, "eta"), "late_10") == 5);
    CHECK(count(table(all, "eta"), "unknown") == 10);
    CHECK(timing(all, "eta").count == 10);
    CHECK(timing(all, "eta").median_seconds == 0);
    CHECK(timing(all, "eta").p90_seconds == 900);
    CHECK(timing(all, "seen").median_seconds == 10);
    CHECK(timing(all, "seen").p90_seconds == 18);
    CHECK(timing(all, "accepted").count == 0);
    CHECK(!timing(all, "accepted").median_seconds);
    for (const auto& one : all.timings) {
        if (one.key == "hl7 his") CHECK((!one.count && !one.median_seconds));
        if (one.key == "espax daks") CHECK(one.p90_seconds == 8);
    }
}

TEST_CASE("a word that a spreadsheet would run is quoted") {
    std::vector<CaseFacts> cases(6, case_at(noon, "=cmd|' /C calc'!A0", "say \"hi\", \r\nnow"));
    const auto csv = figures::to_csv(figures::figures_of(november(), cases, {}));
    CHECK_THAT(csv, Catch::Contains("sender,\"'=cmd|' /C calc'!A0\",cases,6\r\n"));
    CHECK_THAT(csv, Catch::Contains("keyword,\"say \"\"hi\"\", \r\nnow\",cases,6\r\n"));
}

TEST_CASE("the statistics role reads the figures of its mailbox and nothing else of it") {
    test::TrackerSetting setting;
    REQUIRE(setting.store(setting.record("stemi")));
    setting.add("counter", {Role::statistics});
    const auto browser = setting.browser_of("counter");
    const std::string of = "?mailbox=" + setting.mailbox_id.str();
    const auto response = setting.call(browser, Method::get, "/api/v1/figures" + of + "&from=2026-11-01&to=2026-11-30");
    REQUIRE(response.status == 200);
    CHECK(test::TrackerSetting::json_of(response).at("tables").as_array()[0].at("total").is_null());  // one case: not
                                                                                                      // told
    CHECK(setting.call(browser, Method::get, setting.case_path()).status == 403);
    CHECK(setting.call(browser, Method::get, "/api/v1/figures/csv" + of + "&from=2026-11-01&to=2026-11-30").status ==
          200);
    for (const char* wrong : {"", "&from=2026-11-01", "&from=2026-11-02&to=2026-11-01",
                              "&from=2026-11-01&to=2027-11-02", "&from=2026-11-31&to=2026-12-01"}) {
        INFO(wrong);
        CHECK(setting.call(browser, Method::get, "/api/v1/figures" + of + wrong).status == 422);
    }
    CHECK(setting.count(setting.cases,
                        "SELECT COUNT(*) FROM audit WHERE event = 'figures.read' AND user_name = 'counter'") == 2);
}
