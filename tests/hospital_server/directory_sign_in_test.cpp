// Sign-in by the hospital's directory, from the form to the session: over a real slapd and a real MariaDB.
#include "hospital_server/directory/desk.hpp"
#include "tests/hospital_server/directory_options.hpp"
#include "tests/hospital_server/tracker_setting.hpp"

using namespace vorab;
using http::Method;
using test::PrivateSlapd;
using test::TrackerSetting;
namespace json = boost::json;
namespace people = hospital_server::people;
using people::Role;

namespace {
struct DirectorySetting : TrackerSetting {
    DirectorySetting()
        : TrackerSetting([this](people::Credentials asked) { return desk.question()(std::move(asked)); }) {}

    http::Response sign(const std::string& user, const std::string& password = PrivateSlapd::password) {
        return call({}, Method::post, "/api/v1/session",
                    json::object{{"username", user.c_str()}, {"password", password.c_str()}});
    }
    static std::string detail(const http::Response& response) {
        return std::string{json_of(response).at("detail").as_string()};
    }
    std::int64_t noted(const std::string& event, const std::string& problem) {
        return server
            .query_one("SELECT COUNT(*) FROM audit WHERE event = ? AND COALESCE(problem, '') = ?", {event, problem})
            ->integer(0);
    }

    hospital_server::directory::Desk desk{loop.get_executor(), test::directory_options(), log};
};

/// Puts the directory back as it was.
struct Moved {
    Moved(const std::string& user, const std::string& group) : user_(user), group_(group) { change("delete"); }
    ~Moved() { change("add"); }
    Moved(const Moved&) = delete;
    Moved& operator=(const Moved&) = delete;
    void change(const char* how) const {
        PrivateSlapd::shared().modify("dn: cn=" + group_ + ",ou=groups,dc=klinik,dc=example\nchangetype: modify\n" +
                                      how + ": member\nmember: uid=" + user_ + ",ou=people,dc=klinik,dc=example\n");
    }
    std::string user_, group_;
};
}  // namespace

TEST_CASE("whoever the directory knows is signed in, with the roles and mailboxes of their groups") {
    DirectorySetting setting;
    const auto response = setting.sign("Erika");
    REQUIRE(response.status == 200);
    const auto said = TrackerSetting::json_of(response);
    CHECK(said.at("source").as_string() == "directory");
    const auto& user = said.at("user").as_object();
    CHECK(user.at("username").as_string() == "erika");
    CHECK(user.at("last_name").as_string() == "Müster");
    CHECK(user.at("mailboxes").as_array().size() == 1);
    CHECK(!said.at("must_change_password").as_bool());
    CHECK(setting.sign("nadja").status == 200);
    CHECK(people::find_person(setting.server, "nadja")->roles == std::set<Role>{Role::standard});
    CHECK(setting.server
              .query_one("SELECT COUNT(*) FROM audit WHERE event = 'person.signed_in' AND target = 'directory'")
              ->integer(0) == 2);
}

TEST_CASE("a directory's wrong password slows its address, however the name is written, and empty ones never bind") {
    DirectorySetting setting;
    CHECK(setting.sign("erika", "").status == 401);
    const auto wrong = setting.sign("erika", "wrong");
    CHECK(wrong.status == 401);
    CHECK(setting.sign("not there").body == wrong.body);
    CHECK(setting.sign("Erika", "wrong").status == 401);
    CHECK(setting.sign("ERIKA").status == 429);
    setting.clock.time += std::chrono::minutes{10};
    CHECK(setting.sign("erika").status == 200);
}

TEST_CASE("a change of groups holds from the next sign-in, and who is in none any more is signed out") {
    DirectorySetting setting;
    REQUIRE(setting.sign("erika").status == 200);
    const auto before = people::find_person(setting.server, "erika");
    {
        const Moved moved{"erika", "archiv"};
        REQUIRE(setting.sign("erika").status == 200);
        const auto after = people::find_person(setting.server, "erika");
        CHECK(after->roles == std::set<Role>{Role::standard});
        CHECK(after->revision > before->revision);
    }
    const auto nadja = setting.sign("nadja");
    REQUIRE(nadja.status == 200);
    const TrackerSetting::Browser browser{
        std::string{nadja.headers.find("Set-Cookie").value()}.substr(0, nadja.headers.find("Set-Cookie")->find(';')),
        std::string{TrackerSetting::json_of(nadja).at("csrf").as_string()}};
    CHECK(setting.call(browser, Method::get, "/api/v1/cases").status == 200);
    {
        const Moved moved{"nadja", "pflege"};
        CHECK(setting.sign("nadja").status == 403);
    }
    CHECK(setting.call(browser, Method::get, "/api/v1/cases").status == 401);
    CHECK(people::find_person(setting.server, "nadja")->roles.empty());
    CHECK(setting.sign("nadja").status == 200);
}

TEST_CASE("who is in no group gets no account") {
    DirectorySetting setting;
    CHECK(setting.sign("nobody").status == 403);
    CHECK(!people::standing_of(setting.server, "nobody"));
    CHECK(setting.noted("person.refused", "forbidden") == 1);
}

TEST_CASE("an account that was disabled here stays so, whatever the directory says") {
    DirectorySetting setting;
    REQUIRE(setting.sign("erika").status == 200);
    people::Change change;
    change.disabled = true;
    REQUIRE(people::change_person(setting.server, "erika", change, {}, setting.clock.now()));
    const auto refused = setting.sign("erika");
    CHECK(refused.status == 401);
    CHECK(refused.body == setting.sign("erika", "wrong").body);
}

TEST_CASE("a local account is never the directory's to give") {
    DirectorySetting setting;
    setting.add("erika", {Role::admin});
    CHECK(setting.sign("erika").status == 401);  // its password is here
    CHECK(setting.sign("erika", TrackerSetting::password()).status == 200);
    CHECK(setting.sign("ERIKA").status == 409);
    CHECK(people::find_person(setting.server, "erika")->roles == std::set<Role>{Role::admin});
}

TEST_CASE("while the directory is down its people are told, nobody is slowed, and local accounts work") {
    DirectorySetting setting;
    setting.add("chief", {Role::admin});
    PrivateSlapd::shared().kill();
    for (int i = 0; i < 5; ++i) {
        const auto refused = setting.sign("erika");
        CHECK(refused.status == 503);
        CHECK_THAT(DirectorySetting::detail(refused),
                   Catch::Contains("directory") && Catch::Contains("local accounts"));
    }
    CHECK(setting.sign("chief", TrackerSetting::password()).status == 200);
    CHECK(setting.noted("person.refused", "unavailable") == 5);
    PrivateSlapd::shared().restart();
    CHECK(setting.sign("erika").status == 200);
}

TEST_CASE("a password of the directory is not changed or given here") {
    DirectorySetting setting;
    setting.add("chief", {Role::admin});
    REQUIRE(setting.sign("erika").status == 200);
    CHECK(setting
              .call(setting.browser_of("chief"), Method::put, "/api/v1/people/erika/password",
                    json::object{{"password", "another first word"}})
              .status == 409);
}
