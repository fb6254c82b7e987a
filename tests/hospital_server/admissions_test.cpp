// What people see of the listeners at the tracker: how it stands with each, what could not be taken, and its bytes.
#include "hospital_server/adt/listeners.hpp"
#include "tests/hospital_server/desk.hpp"

using namespace vorab;
namespace adt = hospital_server::adt;
using hospital_server::people::Role;

namespace {
struct AdmissionsSetting : test::DeskSetting {
    AdmissionsSetting() {
        server.execute("DELETE FROM his_quarantine");
        server.execute("DELETE FROM audit");
        listeners.mount(router, sign_in);
    }
    static adt::ListenerConfig plain() {
        adt::ListenerConfig config;
        config.name = "kis";
        config.address = "127.0.0.1";
        return config;
    }
    void keep(const core::PublicText& reason, std::string_view bytes) {
        adt::quarantine(server, "kis", reason, bytes, clock.now());
    }
    boost::json::array refused() { return get("/api/v1/admissions").at("refused").as_array(); }
    int status(const std::string& path) { return ask(http::Method::get, path).status; }
    std::int64_t read_rows() { return count(server, "SELECT COUNT(*) FROM audit WHERE event = 'adt.refused_read'"); }

    adt::Listeners listeners{loop.get_executor(), {plain()}, database, clock, log};
};
}  // namespace

TEST_CASE("the tracker shows each listener, and what could not be taken, newest first, without its bytes") {
    AdmissionsSetting setting;
    setting.keep("restarted", "MSH|^~\\&|KIS");
    setting.keep("no patient number", "MSH|^~\\&|KIS\rPID|||");
    const auto shown = setting.get("/api/v1/admissions");
    const auto& listener = shown.at("listeners").at(0).as_object();
    CHECK(listener.at("name") == "kis");
    CHECK(listener.at("tls") == false);
    CHECK(listener.at("framing_faults").as_object().size() == hl7::framing_faults);
    CHECK(shown.at("counts").at("stored") == 0);
    const auto rows = shown.at("refused").as_array();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].at("reason") == "no patient number");
    CHECK(rows[1].at("reason") == "restarted");
    CHECK(rows[1].at("size") == 12);
    CHECK_FALSE(rows[0].as_object().contains("text"));
}

TEST_CASE("the bytes are for whoever links patients, and each look is in the audit") {
    AdmissionsSetting setting;
    setting.keep("bytes_between", "PID|M\xFCller\r\x1C");
    const auto path = "/api/v1/admissions/refused/" + std::to_string(setting.refused()[0].at("id").as_int64());
    CHECK(setting.status(path) == 403);
    CHECK(setting.read_rows() == 0);
    setting.sit({Role::kis});
    CHECK(setting.get(path).at("text") == "PID|Müller␍\n␜");
    CHECK(setting.read_rows() == 1);
    for (const char* other : {"0", "-1", "1x", "99999999999999999999", "999999"})
        CHECK(setting.status("/api/v1/admissions/refused/" + std::string{other}) == 404);
    CHECK(setting.read_rows() == 1);
}

TEST_CASE("nobody without a role that sees deliveries sees how the listeners stand") {
    AdmissionsSetting setting;
    setting.sit({Role::statistics});
    CHECK(setting.status("/api/v1/admissions") == 403);
    setting.sit({Role::admin});
    CHECK(setting.status("/api/v1/admissions") == 200);
}
