#include <fstream>

#include "hospital_server/telemetry/windows.hpp"
#include "tests/hospital_server/tracker_setting.hpp"

using namespace vorab;
using test::TrackerSetting;
namespace json = boost::json;
namespace telemetry = hospital_server::telemetry;

namespace {
const std::vector<telemetry::Window> windows = {
    {"corpuls", "https://live.example:8443/watch?mission={mission}", "https://live.example:8443"},
    {"other", "https://other.example/", "https://other.example"}};

json::value window_of(json::value said) {
    json::object whole{{"record", json::object{{"telemetry", std::move(said)}}}};
    telemetry::add_windows(whole, windows);
    return whole.at("telemetry");
}
}  // namespace

TEST_CASE("the window's address holds the maker's id of the mission and nothing else of the case") {
    const auto window = window_of({{"vendor", "corpuls"}, {"mission", "M-0412-83-1"}});
    CHECK(window.at("url").as_string() == "https://live.example:8443/watch?mission=M-0412-83-1");
    CHECK(window.at("vendor").as_string() == "corpuls");
    CHECK(window_of({{"vendor", "other"}, {"mission", "Frau Muster"}}).at("url").as_string() ==
          "https://other.example/");
    for (const char* mission : {"Erika Muster", "../../admin", "a&token=b", "m\xc3\xbc", ""}) {
        INFO(mission);
        CHECK(window_of({{"vendor", "corpuls"}, {"mission", mission}}).is_null());
    }
    CHECK(window_of({{"vendor", "nobody"}, {"mission", "M-1"}}).is_null());
    CHECK(window_of(nullptr).is_null());
}

TEST_CASE("each vehicle of a joined case has its own window") {
    const json::object record{{"telemetry", {{"vendor", "corpuls"}, {"mission", "M-2"}}}};
    json::object whole{{"record", json::object{}}, {"parts", json::array{json::object{{"record", record}}}}};
    telemetry::add_windows(whole, windows);
    CHECK(whole.at("telemetry").is_null());
    CHECK(whole.at("parts").as_array()[0].at("telemetry").at("url").as_string() ==
          "https://live.example:8443/watch?mission=M-2");
}

TEST_CASE("a page may frame the windows' origins and no other") {
    CHECK(telemetry::frame_sources(windows) == "https://live.example:8443 https://other.example");
    CHECK(telemetry::frame_sources({}).empty());
}

TEST_CASE("windows are read from the configuration, and only over https") {
    TrackerSetting setting;
    const auto read = [&setting](const std::string& url, std::vector<telemetry::Window>& found) {
        const auto file =
            setting.folder.write("telemetry.toml", "[[telemetry]]\nvendor = \"corpuls\"\nurl = \"" + url + "\"\n");
        configuration::Reader reader{file};
        found = telemetry::read_windows(reader.root());
        return reader.problems();
    };
    std::vector<telemetry::Window> found;
    CHECK(read("https://live.example/watch?m={mission}", found).empty());
    CHECK(found.at(0).origin == "https://live.example");
    for (const char* url :
         {"http://live.example/", "live.example", "https://", "https://user@live.example/", "https://a b/"}) {
        INFO(url);
        CHECK(!read(url, found).empty());
    }
}

TEST_CASE("the case page is told of the window") {
    TrackerSetting setting;
    setting.configured.telemetry = windows;
    setting.add("one", {TrackerSetting::Role::standard});
    auto record = setting.record("stemi");
    REQUIRE(setting.store(record));
    const auto browser = setting.browser_of("one");
    const auto whole = TrackerSetting::json_of(setting.call(browser, http::Method::get, setting.case_path()));
    CHECK(whole.at("telemetry").at("url").as_string() == "https://live.example:8443/watch?mission=M-0412-83-1");
}
