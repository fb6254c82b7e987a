#include "hospital_server/matching/matching.hpp"

#include "common/core/json.hpp"
#include "common/passwords/password.hpp"
#include "hospital_server/matching/candidates.hpp"
#include "tests/hospital_server/adt_setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace matching = hospital_server::matching;
namespace people = hospital_server::people;
using http::Method;
using people::Role;

namespace {
struct Tracker : test::AdtSetting {
    Tracker() {
        store(record("stemi"));
        add("karla", {Role::kis});
        add("stefan", {Role::standard});
        matching.mount(router);
        matching.links().when_changed(
            [](database::Connection& mailbox, const matching::LinkChange& change, core::Timestamp now) {
                const bool linked = change.kind == matching::LinkChange::Kind::linked;
                const auto about = core::TransmissionId::parse("019bc1bd-cc80-7d09-8350-8eb7bbe17dc2").value();
                outbox::enqueue(mailbox, change.link.case_id, about, now, {{"test", linked ? "linked" : "unlinked"}});
            });
    }

    void add(const std::string& name, std::vector<Role> roles) {
        people::put_person(server,
                           {.user_name = name,
                            .first_name = "Vor",
                            .last_name = "Nach",
                            .password_hash = "x",
                            .roles = std::move(roles),
                            .mailboxes = {mailbox_id},
                            .must_change_password = false},
                           clock.now());
        people::open_session(server, signing::sha256(token_of(name)), name, "csrf-" + name,
                             people::Place{"127.0.0.1", "test"}, clock.now());
    }

    static core::Bytes token_of(const std::string& name) { return signing::sha256(core::bytes_of(name)); }

    http::Response call(Method method, const std::string& what, const std::string& body = {},
                        const std::string& who = "karla") {
        test::MadeRequest made{method, body, body.empty() ? "" : "application/json"};
        made.with("Cookie", "vorab_session=" + core::to_base64url(token_of(who))).with("X-CSRF-Token", "csrf-" + who);
        made.request.path = "/api/v1/mailboxes/" + mailbox_id.str() + "/cases/" + case_id.str() + "/" + what;
        http::Response response;
        run(ask(made.request, response));
        return response;
    }
    async::Task<void> ask(http::Request& request, http::Response& response) {
        response = co_await router.handle(request);
    }
    json::object matches() {
        const auto response = call(Method::get, "matches");
        REQUIRE(response.status == 200);
        return core::parse_json_object(response.body).value();
    }
    std::int64_t deliveries(const char* target) {
        return cases.query_one("SELECT COUNT(*) FROM delivery WHERE target = ?", {target})->integer(0);
    }
    std::string brandstaetter(const std::string& number = "4711", const std::string& given = "Heinz-Peter") {
        return pid(number, "Brandstätter^" + given, "19580621");
    }

    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes{loop.get_executor(), configured, clock, log};
    async::BlockingPool passwords{loop.get_executor(), "passwords", 1, 16};
    database::Database database{loop.get_executor(), server_options(), 1, log};
    people::SignIn sign_in{database, mailboxes, passwords, clock};
    matching::Matching matching{sign_in, mailboxes, database, clock};
    http::Router router;
};

const char* const link_4711 = R"({"patient":{"number":"4711","authority":"KH"},"visit":"F1"})";

std::string words(const json::value& list) {
    std::string all;
    for (const auto& word : list.as_array()) all += std::string{word.as_string()} + " ";
    return all;
}
}  // namespace

TEST_CASE("the patient is proposed first and clearly, with the verdict on each field") {
    Tracker tracker;
    tracker.say({tracker.message("A01", tracker.brandstaetter() + tracker.pv1("F1")),
                 tracker.message("A01", tracker.pid("4712", "Brandstetter^Hans", "19580621") + tracker.pv1("F2")),
                 tracker.message("A01", tracker.pid("4713", "Weber^Eva", "19910101", "F") + tracker.pv1("F3"))});
    const auto matches = tracker.matches();
    CHECK(matches.at("advice") == "clear");
    CHECK(matches.at("link").is_null());
    const auto& first = matches.at("candidates").as_array().at(0).as_object();
    CHECK(first.at("patient").at("number") == "4711");
    CHECK(first.at("visit").at("number") == "F1");
    CHECK(first.at("level") == "strong");
    CHECK(words(first.at("warnings")).empty());
    CHECK(first.at("fields").as_array().size() == 6);
    CHECK(first.at("fields").at(1).at("verdict") == "equal");
    const auto& second = matches.at("candidates").as_array().at(1).as_object();
    CHECK(second.at("patient").at("number") == "4712");
    CHECK(words(second.at("warnings")) == "twin ");
    CHECK(tracker.count(tracker.cases, "SELECT COUNT(*) FROM audit WHERE event = 'case.matches_read'") == 1);
}

TEST_CASE("a twin and the right one: nobody stands out as far as the rule wants, or the twin is second") {
    Tracker tracker;
    tracker.say({tracker.message("A01", tracker.brandstaetter("4712", "Heinz-Jürgen") + tracker.pv1("F2"))});
    const auto matches = tracker.matches();
    CHECK(matches.at("advice") == "choose");
    CHECK(words(matches.at("candidates").at(0).at("warnings")) == "twin ");
}

TEST_CASE("nobody at all: none; somebody whom nobody could ask: shown for the hour of arrival") {
    Tracker tracker;
    CHECK(tracker.matches().at("advice") == "none");
    tracker.say({tracker.message("A04", "PID|||99^^^KH^PI||Unbekannt^Männlich|||M\r" + tracker.pv1("F9"))});
    const auto matches = tracker.matches();
    CHECK(matches.at("advice") == "choose");
    CHECK(matches.at("candidates").at(0).at("patient").at("number") == "99");
    CHECK(matches.at("candidates").at(0).at("level") == "weak");
}

TEST_CASE("a person links, links anew and takes back; who sends documents hears of each in the same transaction") {
    Tracker tracker;
    tracker.say({tracker.message("A01", tracker.brandstaetter() + tracker.pv1("F1"))});
    const auto made = tracker.call(Method::put, "link", link_4711);
    REQUIRE(made.status == 200);
    const auto link = core::parse_json_object(made.body).value();
    CHECK(link.at("state") == "linked");
    CHECK(link.at("visit") == "F1");
    CHECK(link.at("by") == "karla");
    CHECK(tracker.matches().at("link").at("link") == link.at("link"));
    CHECK(tracker.deliveries("linked") == 1);
    CHECK(tracker.call(Method::put, "link", link_4711).status == 200);  // said twice is said once
    CHECK(tracker.deliveries("linked") == 1);
    CHECK(tracker.call(Method::put, "link", R"({"unknown_person":true})").status == 200);
    CHECK(tracker.deliveries("unlinked") == 1);
    CHECK(tracker.matches().at("link").at("state") == "unknown_person");
    CHECK(tracker.call(Method::del, "link").status == 204);
    CHECK(tracker.call(Method::del, "link").status == 204);
    CHECK(tracker.matches().at("link").is_null());
    CHECK(tracker.deliveries("unlinked") == 1);  // nobody had been told of an unknown person
    const auto id = link.at("link").as_int64();
    CHECK(matching::find_link(tracker.cases, id)->ended_at);
    for (const char* event : {"case.linked", "case.person_unknown", "case.unlinked"}) {
        const auto rows = tracker.cases.query("SELECT user_name FROM audit WHERE event = ?", {event});
        REQUIRE(!rows.empty());
        CHECK(rows[0].text(0) == "karla");
    }
}

TEST_CASE("a link that looks wrong is refused until a person insists, and the row remembers why") {
    Tracker tracker;
    tracker.say({tracker.message("A01", tracker.brandstaetter("4711", "Heinz-Jürgen") + tracker.pv1("F1")),
                 tracker.message("A11", tracker.brandstaetter("4711", "Heinz-Jürgen") + tracker.pv1("F1"))});
    const auto refused = tracker.call(Method::put, "link", link_4711);
    CHECK(refused.status == 409);
    CHECK_THAT(refused.body, Catch::Contains("twin") && Catch::Contains("visit_cancelled"));
    CHECK(tracker.deliveries("linked") == 0);
    const auto made = tracker.call(
        Method::put, "link", R"({"patient":{"number":"4711","authority":"KH"},"visit":"F1","despite_warnings":true})");
    CHECK(made.status == 200);
    CHECK(matching::current_link(tracker.cases, tracker.case_id)->warnings == "twin visit_cancelled");
    CHECK(tracker.call(Method::put, "link", R"({"patient":{"number":"0"}})").status == 409);  // nobody knows that one
}

TEST_CASE("what the hospital says later puts a link in question and changes none") {
    Tracker tracker;
    const auto doubts = [&] { return words(tracker.matches().at("link").at("warnings")); };
    tracker.say({tracker.message("A01", tracker.brandstaetter() + tracker.pv1("F1"))});
    REQUIRE(tracker.call(Method::put, "link", link_4711).status == 200);
    CHECK(doubts().empty());
    tracker.say({tracker.message("A11", tracker.brandstaetter() + tracker.pv1("F1"))});
    CHECK(doubts() == "visit_cancelled ");
    tracker.say({tracker.message("A01", tracker.brandstaetter("4799") + "MRG|\r" + tracker.pv1("F1"))});
    CHECK(doubts() == "visit_of_another ");
    tracker.say({tracker.message("A40", tracker.brandstaetter("4799") + "MRG|4711^^^KH^PI\r")});
    CHECK(doubts() == "patient_merged visit_of_another ");
    tracker.server.execute("DELETE FROM his_patient");
    CHECK(doubts() == "patient_gone ");
    CHECK(matching::current_link(tracker.cases, tracker.case_id)->patient_number == "4711");
}

TEST_CASE("two people at once: the second is told to look again") {
    Tracker tracker;
    tracker.say({tracker.message("A01", tracker.brandstaetter() + tracker.pv1("F1"))});
    CHECK(tracker.call(Method::put, "link", R"({"unknown_person":true,"after":null})").status == 200);
    const auto late = tracker.call(Method::put, "link",
                                   R"({"patient":{"number":"4711","authority":"KH"},"visit":"F1","after":null})");
    CHECK(late.status == 409);
    CHECK_THAT(late.body, Catch::Contains("meanwhile"));
}

TEST_CASE("only role KIS links, and a case of nobody's is not there") {
    Tracker tracker;
    CHECK(tracker.call(Method::get, "matches", {}, "stefan").status == 403);
    CHECK(tracker.call(Method::put, "link", link_4711, "stefan").status == 403);
    CHECK(tracker.call(Method::del, "link", {}, "stefan").status == 403);
    CHECK(tracker.call(Method::post, "matches", R"({"search":"4711"})", "stefan").status == 403);
    CHECK(tracker.call(Method::get, "matches", {}, "nobody").status == 401);
    tracker.case_id = core::new_case_id();
    CHECK(tracker.call(Method::get, "matches").status == 404);
    CHECK(tracker.call(Method::put, "link", R"({"unknown_person":true})").status == 404);
    CHECK(tracker.call(Method::del, "link").status == 404);
}

TEST_CASE("what a link's body may not be") {
    Tracker tracker;
    for (const char* body :
         {R"({})", R"({"patient":{"number":""}})", R"({"patient":"4711"})", R"({"unknown_person":false})",
          R"({"unknown_person":true,"patient":{"number":"1"}})", R"({"patient":{"number":"1"},"after":"x"})",
          R"({"patient":{"number":"1"},"despite_warnings":1})", R"({"patient":{"number":"1","more":1}})",
          R"({"patient":{"number":"1"},"by":"me"})"}) {
        INFO(body);
        CHECK(tracker.call(Method::put, "link", body).status == 422);
    }
    CHECK(tracker.call(Method::put, "link", "{").status == 400);
}

TEST_CASE("a search finds by number and name, and is compared like the rest") {
    Tracker tracker;
    tracker.say({tracker.message("A28", tracker.brandstaetter()),
                 tracker.message("A28", tracker.pid("5", "Zebra^Udo", "19700101"))});
    const auto found = tracker.call(Method::post, "matches", R"({"search":"4711"})");
    REQUIRE(found.status == 200);
    CHECK(core::parse_json_object(found.body).value().at("candidates").at(0).at("level") == "strong");
    CHECK(tracker.call(Method::post, "matches", R"({"search":"x"})").status == 422);
    CHECK(tracker.count(tracker.cases, "SELECT COUNT(*) FROM audit WHERE event = 'case.patients_searched'") == 1);
}
