#include "common/core/json.hpp"
#include "common/passwords/password.hpp"
#include "hospital_server/people/sign_in.hpp"
#include "hospital_server/people/tries.hpp"
#include "tests/hospital_server/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace people = hospital_server::people;
using people::Role;

namespace {
const std::string right_password = "Kaffee um halb drei";

const std::string& right_hash() {
    static const std::string made = passwords::hash_password(core::Sensitive{right_password});
    return made;
}

struct PeopleSetting : test::HospitalSetting {
    PeopleSetting() { add("erika", {Role::standard}); }

    void add(const std::string& name, std::vector<Role> roles) {
        people::put_person(server,
                           {.user_name = name,
                            .first_name = "Erika",
                            .last_name = "Muster",
                            .password_hash = right_hash(),
                            .roles = std::move(roles),
                            .mailboxes = {mailbox_id},
                            .must_change_password = false},
                           clock.now());
    }

    http::Response sign(const std::string& user, const std::string& password, const std::string& from = "192.0.2.1",
                        const std::string& cookie = {}) {
        test::MadeRequest made{http::Method::post, json::serialize(json::object{{"username", user.c_str()},
                                                                                {"password", password.c_str()}})};
        made.request.peer.address = from;
        if (!cookie.empty()) made.with("Cookie", cookie);
        http::Response response;
        run(open(made.request, response));
        return response;
    }
    async::Task<void> open(http::Request& request, http::Response& response) {
        response = co_await sign_in.open(request);
    }

    core::Result<people::Person> who(http::Method method, const std::string& cookie, const std::string& csrf = {}) {
        test::MadeRequest made{method};
        if (!cookie.empty()) made.with("Cookie", cookie);
        if (!csrf.empty()) made.with("X-CSRF-Token", csrf);
        std::optional<core::Result<people::Person>> found;
        run(ask(made.request, found));
        return *found;
    }
    async::Task<void> ask(const http::Request& request, std::optional<core::Result<people::Person>>& found) {
        found = co_await sign_in.person_of(request);
    }

    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes{loop.get_executor(), configured, clock, log};
    async::BlockingPool passwords{loop.get_executor(), "passwords", 1, 16};
    database::Database database{loop.get_executor(), server_options(), 1, log};
    people::SignIn sign_in{database, mailboxes, passwords, clock};
};

std::string cookie_of(const http::Response& response) {
    const std::string set{response.headers.find("Set-Cookie").value()};
    return set.substr(0, set.find(';'));
}
std::string csrf_of(const http::Response& response) {
    return std::string{core::parse_json_object(response.body).value().at("csrf").as_string()};
}
}  // namespace

TEST_CASE("whoever knows the password is signed in, with a cookie that no script reads") {
    PeopleSetting setting;
    const auto response = setting.sign("erika", right_password);
    REQUIRE(response.status == 200);
    const std::string cookie{response.headers.find("Set-Cookie").value()};
    for (const char* property : {"HttpOnly", "Secure", "SameSite=Strict", "Max-Age=43200"})
        CHECK_THAT(cookie, Catch::Contains(property));
    const auto person = setting.who(http::Method::get, cookie_of(response));
    REQUIRE(person);
    CHECK(person->user_name == "erika");
    CHECK(setting.count(setting.server, "SELECT COUNT(*) FROM audit WHERE event = 'person.signed_in'") == 1);
    const auto token = cookie_of(response).substr(14);
    CHECK(setting.server.query_one("SELECT token_sha256 FROM person_session")->text(0).find(token) ==
          std::string::npos);
}

TEST_CASE("a wrong password, an unknown and a disabled person get one and the same answer") {
    PeopleSetting setting;
    setting.add("gone", {Role::standard});
    setting.server.execute("UPDATE person SET disabled = TRUE WHERE user_name = 'gone'");
    const auto wrong = setting.sign("erika", "wrong");
    CHECK(wrong.status == 401);
    CHECK(setting.sign("nobody", right_password).body == wrong.body);
    CHECK(setting.sign("gone", right_password).body == wrong.body);
    CHECK(setting.sign("ERIKA", right_password).status == 401);
    CHECK(setting.count(setting.server, "SELECT COUNT(*) FROM audit WHERE event = 'person.refused'") == 4);
    CHECK(!setting.who(http::Method::get, ""));
    CHECK(!setting.who(http::Method::get, "vorab_session=" + core::to_base64url(core::Bytes(32, 0))));
}

TEST_CASE("wrong passwords slow down their address and nobody else") {
    PeopleSetting setting;
    for (int i = 0; i < 3; ++i) CHECK(setting.sign("erika", "wrong").status == 401);
    CHECK(setting.sign("erika", right_password).status == 429);  // not even with the right one
    CHECK(setting.sign("erika", right_password, "192.0.2.2").status == 200);
    setting.clock.time += 3s;
    CHECK(setting.sign("erika", "wrong").status == 401);
    setting.clock.time += 3s;
    CHECK(setting.sign("erika", right_password).status == 429);  // the pause has doubled
    setting.clock.time += 2s;
    CHECK(setting.sign("erika", right_password).status == 200);
    CHECK(setting.count(setting.server, "SELECT COUNT(*) FROM sign_in_failure") == 0);
    for (int i = 0; i < 30; ++i) people::note_failure(setting.server, {"erika", "192.0.2.3"}, setting.clock.now());
    CHECK(people::wait_before(setting.server, {"erika", "192.0.2.3"}, setting.clock.now()) == 300s);
}

TEST_CASE("a session lives for twelve hours after its last use") {
    PeopleSetting setting;
    const auto cookie = cookie_of(setting.sign("erika", right_password));
    setting.clock.time += 11h;
    CHECK(setting.who(http::Method::get, cookie));
    setting.clock.time += 11h;
    CHECK(setting.who(http::Method::get, cookie));
    setting.clock.time += 12h;
    CHECK(!setting.who(http::Method::get, cookie));
}

TEST_CASE("a session ends with its person and with signing out") {
    PeopleSetting setting;
    const auto cookie = cookie_of(setting.sign("erika", right_password));
    setting.server.execute("UPDATE person SET disabled = TRUE");
    CHECK(!setting.who(http::Method::get, cookie));
    setting.server.execute("UPDATE person SET disabled = FALSE");
    const auto token = core::from_base64url(cookie.substr(14)).value();
    people::close_session(setting.server, signing::sha256(token));
    CHECK(!setting.who(http::Method::get, cookie));
}

TEST_CASE("a write needs the session's own CSRF token, a read does not") {
    PeopleSetting setting;
    const auto response = setting.sign("erika", right_password);
    const auto cookie = cookie_of(response);
    const auto csrf = csrf_of(response);
    CHECK(setting.who(http::Method::get, cookie));
    CHECK(setting.who(http::Method::post, cookie).error().problem == core::Problem::forbidden);
    CHECK(setting.who(http::Method::post, cookie, "x" + csrf).error().problem == core::Problem::forbidden);
    const auto other = csrf_of(setting.sign("erika", right_password));
    CHECK(setting.who(http::Method::del, cookie, other).error().problem == core::Problem::forbidden);
    CHECK(setting.who(http::Method::post, cookie, csrf));
}

TEST_CASE("cases are for those who treat, archive or link them") {
    PeopleSetting setting;
    for (const auto& [role, may] : {std::pair{Role::standard, true},
                                    {Role::archive, true},
                                    {Role::kis, true},
                                    {Role::admin, false},
                                    {Role::statistics, false}}) {
        setting.add("one", {role});
        INFO(public_text(role).str());
        CHECK(people::find_person(setting.server, "one")->may_read_cases() == may);
    }
    setting.add("one", {Role::admin, Role::kis});
    const auto person = people::find_person(setting.server, "one");
    CHECK(person->roles == std::set{Role::admin, Role::kis});
    CHECK(person->may_read_cases());
    CHECK(!people::parse_role("root"));
}

TEST_CASE("a browser that the person has used before is not slowed by what others try from its address") {
    PeopleSetting setting;
    const auto first = setting.sign("erika", right_password);
    std::string browser;
    for (const auto& [name, value] : first.headers.fields()) {
        if (value.starts_with("vorab_browser=")) browser = value.substr(0, value.find(';'));
    }
    REQUIRE(!browser.empty());
    for (int i = 0; i < 20; ++i) people::note_failure(setting.server, {"erika", "192.0.2.1"}, setting.clock.now());
    CHECK(setting.sign("erika", right_password).status == 429);
    CHECK(setting.sign("erika", right_password, "192.0.2.1", browser).status == 200);
    for (int i = 0; i < 3; ++i) CHECK(setting.sign("erika", "wrong", "192.0.2.9", browser).status == 401);
    CHECK(setting.sign("erika", right_password, "192.0.2.9", browser).status == 429);  // it counts for itself
}
