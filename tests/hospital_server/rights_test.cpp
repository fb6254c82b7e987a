#include "tests/hospital_server/tracker_setting.hpp"

using namespace vorab;
using http::Method;
using test::TrackerSetting;
namespace json = boost::json;
namespace people = hospital_server::people;
using people::Role;

namespace {
/// The handbook's table once more, as a reader of section 8 would write it: who may do what.
struct Cell {
    const char* right;
    std::vector<Role> held_by;
};
const std::vector<Cell> handbook = {{"cases.read", {Role::standard, Role::archive, Role::kis}},
                                    {"cases.write", {Role::standard}},
                                    {"archive.read", {Role::archive}},
                                    {"archive.write", {Role::archive}},
                                    {"links.read", {Role::kis}},
                                    {"links.write", {Role::kis}},
                                    {"figures.read", {Role::statistics}},
                                    {"alarms.read", {Role::admin, Role::standard, Role::archive, Role::kis}},
                                    {"deliveries.read", {Role::admin, Role::standard, Role::archive, Role::kis}},
                                    {"deliveries.write", {Role::admin, Role::standard, Role::kis}},
                                    {"self_test.read", {Role::admin, Role::standard, Role::archive, Role::kis}},
                                    {"people.read", {Role::admin}},
                                    {"people.write", {Role::admin}},
                                    {"boards.read", {Role::admin}},
                                    {"boards.write", {Role::admin}}};
const std::vector<Role> all_roles = {Role::admin, Role::archive, Role::kis, Role::standard, Role::statistics};

bool holds(const Cell& cell, Role role) { return std::ranges::find(cell.held_by, role) != cell.held_by.end(); }

/// One call that needs this right and no other. Links have calls of their own room.
struct Call {
    const char* right;
    Method method;
    std::string target;
    json::value body = nullptr;
};
std::vector<Call> calls(const TrackerSetting& setting) {
    const std::string figures = "?mailbox=" + setting.mailbox_id.str() + "&from=2026-11-01&to=2026-11-30";
    return {{"cases.read", Method::get, "/api/v1/cases"},
            {"cases.read", Method::get, setting.case_path()},
            {"cases.write", Method::post, setting.case_path() + "/seen"},
            {"archive.read", Method::post, "/api/v1/archive/search", json::object{}},
            {"archive.write", Method::post, setting.case_path() + "/archive"},
            {"figures.read", Method::get, "/api/v1/figures" + figures},
            {"figures.read", Method::get, "/api/v1/figures/csv" + figures},
            {"people.read", Method::get, "/api/v1/people"},
            {"people.read", Method::get, "/api/v1/mailboxes"},
            {"people.read", Method::get, "/api/v1/people/one/sessions"},
            {"boards.read", Method::get, "/api/v1/boards"},
            {"people.write", Method::patch, "/api/v1/people/one", json::object{{"first_name", "Erna"}}},
            {"alarms.read", Method::post, "/api/v1/alarms/dry-run",
             json::object{{"mailbox", setting.mailbox_id.str()}, {"arrival", setting.record("stemi").at("arrival")}}},
            {"deliveries.read", Method::get, "/api/v1/deliveries"},
            {"deliveries.read", Method::get, "/api/v1/deliveries/targets"},
            {"self_test.read", Method::get, "/api/v1/self-test"}};
}
}  // namespace

TEST_CASE("every cell of the permission matrix is as the handbook says") {
    for (const auto& cell : handbook) {
        for (const Role role : all_roles) {
            INFO(cell.right << " " << public_text(role).str());
            const auto rights = people::rights_of({role});
            const bool held = std::ranges::any_of(
                rights, [&cell](const people::Right& right) { return public_text(right).view() == cell.right; });
            CHECK(held == holds(cell, role));
        }
    }
    std::size_t cells = 0;
    for (const Role role : all_roles) cells += people::rights_of({role}).size();
    CHECK(cells == 28);  // no right beyond those above
}

TEST_CASE("through the interface each role may do what the matrix says; the rest is 403 and one row of the audit") {
    TrackerSetting setting;
    REQUIRE(setting.store(setting.record("stemi")));
    for (const Role role : all_roles) {
        setting.add("one", {role});
        const auto browser = setting.browser_of("one");
        for (const auto& call : calls(setting)) {
            const auto cell = std::ranges::find_if(
                handbook, [&call](const Cell& one) { return std::string_view{one.right} == call.right; });
            INFO(public_text(role).str() << " " << call.target);
            const auto before = setting.count(setting.server, "SELECT COUNT(*) FROM audit");
            const auto refused = setting.refusals(call.right);
            const auto response = setting.call(browser, call.method, call.target, call.body);
            if (holds(*cell, role)) {
                CHECK(response.status == 200);
                CHECK(setting.refusals(call.right) == refused);
            } else {
                CHECK(response.status == 403);
                CHECK(setting.refusals(call.right) == refused + 1);
                CHECK(setting.count(setting.server, "SELECT COUNT(*) FROM audit") == before + 1);
            }
            setting.cases.execute("UPDATE patient_case SET moved_until = NULL");
        }
    }
}

TEST_CASE("roles add up") {
    TrackerSetting setting;
    REQUIRE(setting.store(setting.record("stemi")));
    setting.add("one", {Role::standard, Role::archive, Role::statistics});
    const auto browser = setting.browser_of("one");
    for (const auto& call : calls(setting)) {
        INFO(call.target);
        const bool of_admin =
            std::string_view{call.right}.starts_with("people") || std::string_view{call.right}.starts_with("boards");
        CHECK(setting.call(browser, call.method, call.target, call.body).status == (of_admin ? 403 : 200));
        setting.cases.execute("UPDATE patient_case SET moved_until = NULL");
    }
}

TEST_CASE("a mailbox that is not granted is not there, whatever the roles") {
    TrackerSetting setting;
    REQUIRE(setting.store(setting.record("stemi")));
    setting.add("one", all_roles);
    setting.server.execute("DELETE FROM person_mailbox");
    const auto browser = setting.browser_of("one");
    CHECK(setting.call(browser, Method::get, setting.case_path()).status == 404);
    CHECK(setting.call(browser, Method::post, setting.case_path() + "/seen").status == 404);
    CHECK(setting.call(browser, Method::post, setting.case_path() + "/archive").status == 404);
    CHECK(setting.call(browser, Method::get, calls(setting)[5].target).status == 404);
    const auto list = TrackerSetting::json_of(setting.call(browser, Method::get, "/api/v1/cases"));
    CHECK(list.at("cases").as_array().empty());
    const auto found =
        TrackerSetting::json_of(setting.call(browser, Method::post, "/api/v1/archive/search", json::object{}));
    CHECK(found.at("cases").as_array().empty());
}

TEST_CASE("whoever has a first password can do nothing but change it") {
    TrackerSetting setting;
    REQUIRE(setting.store(setting.record("stemi")));
    setting.add("one", all_roles, true);
    const auto browser = setting.browser_of("one");
    for (const auto& call : calls(setting)) {
        INFO(call.target);
        CHECK(setting.call(browser, call.method, call.target, call.body).status == 403);
    }
    CHECK(setting.refusals("first_password") == static_cast<std::int64_t>(calls(setting).size()));
    const auto change = [&](const std::string& current, const std::string& chosen) {
        return setting.call(browser, Method::put, "/api/v1/session/password",
                            json::object{{"current_password", current}, {"new_password", chosen}});
    };
    CHECK(change("wrong", "vier Tassen Tee im Flur").status == 422);
    for (const char* bad : {"kurz", "Passwort2026!", "123456789012", "aaaaaaaaaaaaaaa", "password-PASSWORD"}) {
        INFO(bad);
        CHECK(change(TrackerSetting::password(), bad).status == 422);
    }
    CHECK(change(TrackerSetting::password(), TrackerSetting::password()).status == 422);
    const auto other = setting.browser_of("one");
    const auto changed = change(TrackerSetting::password(), "vier Tassen Tee im Flur");
    REQUIRE(changed.status == 200);
    CHECK(!TrackerSetting::json_of(changed).at("must_change_password").as_bool());
    CHECK(setting.call(browser, Method::get, "/api/v1/cases").status == 200);
    CHECK(setting.call(other, Method::get, "/api/v1/cases").status == 401);  // the other sessions have ended
}

TEST_CASE("an administrator adds, changes and removes people") {
    TrackerSetting setting;
    setting.add("chief", {Role::admin});
    const auto browser = setting.browser_of("chief");
    const json::object wanted{{"username", "e.muster"},
                              {"first_name", "Erika"},
                              {"last_name", "Muster"},
                              {"roles", {"standard", "archive"}},
                              {"mailboxes", {setting.mailbox_id.str()}},
                              {"password", "the first one only"}};
    const auto added = setting.call(browser, Method::post, "/api/v1/people", wanted);
    REQUIRE(added.status == 201);
    CHECK(TrackerSetting::json_of(added).at("must_change_password").as_bool());
    CHECK(setting.call(browser, Method::post, "/api/v1/people", wanted).status == 409);
    for (const auto& [member, value] : {std::pair<const char*, json::value>{"username", "with space"},
                                        {"roles", {"root"}},
                                        {"mailboxes", {"elsewhere"}},
                                        {"password", "e.muster-2026"},
                                        {"nobody", "asked"}}) {
        auto bad = wanted;
        bad[member] = value;
        INFO(member);
        CHECK(setting.call(browser, Method::post, "/api/v1/people", bad).status == 422);
    }
    const std::string one = "/api/v1/people/e.muster";
    const auto hers = setting.browser_of("e.muster");
    CHECK(setting.call(browser, Method::patch, one, json::object{{"roles", {"kis"}}}).status == 200);
    CHECK(people::find_person(setting.server, "e.muster")->roles == std::set{Role::kis});
    const auto listed = TrackerSetting::json_of(setting.call(browser, Method::get, "/api/v1/people"));
    CHECK(listed.at("people").as_array().size() == 2);
    CHECK(listed.at("people").as_array()[1].as_object().at("sessions").as_int64() == 1);
    CHECK(setting.call(browser, Method::patch, one, json::object{{"disabled", true}}).status == 200);
    CHECK(setting.call(hers, Method::get, "/api/v1/sessions").status == 401);
    CHECK(setting.call(browser, Method::del, one).status == 204);
    CHECK(setting.call(browser, Method::get, one).status == 404);
    CHECK(setting.call(browser, Method::patch, "/api/v1/people/chief", json::object{{"disabled", true}}).status == 409);
    CHECK(setting.call(browser, Method::del, "/api/v1/people/chief").status == 409);
    CHECK(setting.call(browser, Method::get, "/api/v1/people/chief").status == 200);
}

TEST_CASE("sessions are listed and ended, one's own and by an administrator") {
    TrackerSetting setting;
    setting.add("one", {Role::standard});
    setting.add("chief", {Role::admin});
    const auto here = setting.browser_of("one");
    const auto there = setting.browser_of("one");
    const auto chief = setting.browser_of("chief");
    const auto listed = TrackerSetting::json_of(setting.call(here, Method::get, "/api/v1/sessions"));
    const auto& sessions = listed.at("sessions").as_array();
    REQUIRE(sessions.size() == 2);
    for (const auto& session : sessions) {
        if (session.at("current").as_bool()) continue;
        const std::string id{session.at("session").as_string()};
        CHECK(setting.call(chief, Method::del, "/api/v1/sessions/" + id).status == 404);  // not the administrator's own
        CHECK(setting.call(here, Method::del, "/api/v1/sessions/" + id).status == 204);
        CHECK(setting.call(here, Method::del, "/api/v1/sessions/" + id).status == 404);
    }
    CHECK(setting.call(there, Method::get, "/api/v1/cases").status == 401);
    CHECK(setting.call(here, Method::get, "/api/v1/cases").status == 200);
    CHECK(setting.call(chief, Method::del, "/api/v1/people/one/sessions").status == 204);
    CHECK(setting.call(here, Method::get, "/api/v1/cases").status == 401);
    CHECK(setting
              .call(chief, Method::put, "/api/v1/people/one/password", json::object{{"password", "another first word"}})
              .status == 204);
    CHECK(people::find_person(setting.server, "one")->must_change_password);
}

TEST_CASE("what stands of the open sessions follows their people's rights, and watching keeps them") {
    TrackerSetting setting;
    setting.add("one", {Role::standard});
    const auto browser = setting.browser_of("one");
    const auto session = TrackerSetting::json_of(setting.call(browser, Method::get, "/api/v1/sessions"))
                             .at("sessions")
                             .as_array()[0]
                             .at("session")
                             .as_string();
    const std::string id{session};
    const auto before = people::standing_sessions(setting.server, {id}, setting.clock.now());
    REQUIRE(before.contains(id));
    people::Change change;
    change.mailboxes = std::vector<core::MailboxId>{};
    REQUIRE(people::change_person(setting.server, "one", change, {}, setting.clock.now()));
    CHECK(people::standing_sessions(setting.server, {id}, setting.clock.now()).at(id) > before.at(id));
    for (int hour = 0; hour < 30; ++hour) {
        setting.clock.time += std::chrono::hours{1};
        people::standing_sessions(setting.server, {id}, setting.clock.now());
    }
    CHECK(people::standing_sessions(setting.server, {}, setting.clock.now()).contains(id));
    setting.clock.time += std::chrono::hours{12};
    CHECK(!people::standing_sessions(setting.server, {}, setting.clock.now()).contains(id));
}
