#include "hospital_server/feedback/feedback.hpp"

#include "tests/hospital_server/desk.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace feedback = hospital_server::feedback;
using http::Method;

namespace {
feedback::FeedbackConfig system_of(feedback::Identity identity, const core::MailboxId& mailbox) {
    feedback::FeedbackConfig config;
    config.target = "curafida";
    config.client_id = "cura";
    config.client_secret = core::Sensitive<std::string>{std::string(32, 's')};
    config.identity = identity;
    config.mailboxes = {mailbox};
    return config;
}

struct FeedbackSetting : test::DeskSetting {
    explicit FeedbackSetting(feedback::Identity identity = feedback::Identity::pseudonymous)
        : systems{system_of(identity, mailbox_id)} {
        mailbox.answers_to = "gateway";
        CHECK(store(record("stemi")));
        room.mount(router);
    }
    std::string path(const std::string& of_mailbox = "zna-musterstadt") const {
        return "/feedback/v1/mailboxes/" + of_mailbox + "/cases/" + case_id.str();
    }
    http::Response call(Method method, const std::string& where, const std::string& body = {},
                        const std::string& secret = std::string(32, 's')) {
        test::MadeRequest made{method, body, "application/json"};
        const std::string credentials = "cura:" + secret;
        made.with("Authorization", "Basic " + core::to_base64(core::bytes_of(credentials)));
        made.request.path = where;
        http::Response response;
        run(route(made.request, response));
        return response;
    }
    async::Task<void> route(http::Request& request, http::Response& response) {
        response = co_await router.handle(request);
    }

    std::vector<feedback::FeedbackConfig> systems;
    int changes = 0;
    feedback::Feedback room{systems, mailboxes, [this](const core::MailboxId&, const core::CaseId&) { ++changes; },
                            database, clock};
};

std::vector<json::object> resources(const json::object& bundle, std::string_view type) {
    std::vector<json::object> found;
    for (const auto& entry : bundle.at("entry").as_array()) {
        const auto& resource = entry.at("resource").as_object();
        if (std::string_view{resource.at("resourceType").as_string()} == type) found.push_back(resource);
    }
    return found;
}
}  // namespace

TEST_CASE("a feedback system fetches a case as FHIR, and without leave it does not learn who it is") {
    FeedbackSetting setting;
    const auto response = setting.call(Method::get, setting.path());
    REQUIRE(response.status == 200);
    CHECK(response.content_type == "application/fhir+json");
    const auto bundle = core::parse_json_object(response.body).value();
    CHECK(bundle.at("type") == "collection");
    CHECK(resources(bundle, "Encounter").at(0).at("status") == "planned");
    CHECK(resources(bundle, "Observation").size() > 3);
    CHECK(resources(bundle, "Patient").at(0).at("birthDate").as_string().size() == 4);
    const auto patient = setting.record("stemi").at("patient").as_object();
    CHECK(response.body.find(std::string{patient.at("family_name").as_string()}) == std::string::npos);
    CHECK(response.body.find(std::string{patient.at("birth_date").as_string()}) == std::string::npos);
    const auto audit = setting.cases.query("SELECT user_name FROM audit WHERE event = 'feedback.read'");
    REQUIRE(audit.size() == 1);
    CHECK(audit[0].text(0) == "cura");
}

TEST_CASE("where the hospital configures it, the case has name, birth date and insurant number") {
    FeedbackSetting setting{feedback::Identity::full};
    const auto response = setting.call(Method::get, setting.path());
    REQUIRE(response.status == 200);
    const auto who = resources(core::parse_json_object(response.body).value(), "Patient").at(0);
    const auto patient = setting.record("stemi").at("patient").as_object();
    CHECK(who.at("name").at(0).at("family") == patient.at("family_name"));
    CHECK(who.at("birthDate") == patient.at("birth_date"));
}

TEST_CASE("the outcome comes back, once, and the crew is told") {
    FeedbackSetting setting;
    const std::string outcome = setting.path() + "/outcome";
    const char* const body = R"({"outcome":"intensive_care","text":"Verlauf gut"})";
    const auto first = setting.call(Method::post, outcome, body);
    INFO(first.body);
    REQUIRE(first.status == 200);
    const auto again = setting.call(Method::post, outcome, body);
    CHECK(again.body == first.body);
    CHECK(test::HospitalSetting::count(setting.cases, "SELECT COUNT(*) FROM answer") == 1);
    CHECK(test::HospitalSetting::count(setting.cases, "SELECT COUNT(*) FROM delivery WHERE channel = 'answer'") == 1);
    CHECK(setting.call(Method::post, outcome, R"({"outcome":"ward"})").status == 409);
    const std::string id{core::parse_json_object(first.body).value().at("answer").as_string()};
    CHECK(setting.call(Method::post, outcome, R"({"outcome":"ward","after":")" + id + "\"}").status == 200);
    CHECK(setting.changes == 3);
    CHECK(setting.call(Method::post, outcome, R"({"outcome":"healed"})").status == 422);
    CHECK(setting.call(Method::post, outcome, "{").status == 400);
}

TEST_CASE("whoever does not know the secret, or asks for another mailbox, learns nothing") {
    FeedbackSetting setting;
    const auto refused = setting.call(Method::get, setting.path(), {}, std::string(32, 'x'));
    CHECK(refused.status == 401);
    CHECK(refused.headers.find("WWW-Authenticate") == "Basic realm=\"vorab feedback\"");
    CHECK(setting.ask(Method::get, setting.path()).status == 401);  // a person's session is none here
    CHECK(setting.call(Method::get, setting.path("elsewhere")).status == 404);
    setting.systems[0].mailboxes = {core::MailboxId::parse("elsewhere").value()};
    CHECK(setting.call(Method::get, setting.path()).status == 404);
    CHECK(test::HospitalSetting::count(setting.cases, "SELECT COUNT(*) FROM audit WHERE event = 'feedback.read'") == 0);
}

TEST_CASE("wrong secrets stand in the audit, and slow down whoever tries them, though not for ever") {
    FeedbackSetting setting;
    const auto tried = [&](char secret) {
        return setting.call(Method::get, setting.path(), {}, std::string(32, secret)).status;
    };
    for (int attempt = 0; attempt < 3; ++attempt) CHECK(tried('x') == 401);
    const auto slowed = setting.call(Method::get, setting.path(), {}, std::string(32, 'x'));
    CHECK(slowed.status == 429);
    CHECK(slowed.headers.find("Retry-After"));
    CHECK(tried('s') == 429);  // nobody learns by it that this one is right
    const auto audit = setting.server.query("SELECT peer, problem FROM audit WHERE event = 'feedback.refused'");
    REQUIRE(audit.size() == 3);
    CHECK(audit[0].text(0) == "192.0.2.1");
    CHECK(audit[0].text(1) == "unauthenticated");
    setting.clock.time += 3s;
    CHECK(tried('s') == 200);
    CHECK(tried('x') == 401);  // counted from the beginning again
    CHECK(tried('s') == 200);
}
