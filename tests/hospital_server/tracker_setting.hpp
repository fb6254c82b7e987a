#pragma once
// The tracker's calls as a browser makes them, without a connection: one route table over databases of the test's own.
#include "common/core/json.hpp"
#include "common/http/router.hpp"
#include "common/passwords/password.hpp"
#include "hospital_server/alarms/alarms.hpp"
#include "hospital_server/archive/archive.hpp"
#include "hospital_server/boards/administration.hpp"
#include "hospital_server/deliveries/deliveries.hpp"
#include "hospital_server/figures/api.hpp"
#include "hospital_server/people/administration.hpp"
#include "hospital_server/people/own_account.hpp"
#include "hospital_server/self_test/self_test.hpp"
#include "hospital_server/tracker/actions.hpp"
#include "hospital_server/tracker/api.hpp"
#include "tests/hospital_server/setting.hpp"

namespace vorab::test {

struct TrackerSetting : HospitalSetting {
    using Role = hospital_server::people::Role;

    explicit TrackerSetting(hospital_server::people::Elsewhere elsewhere = {})
        : sign_in(database, mailboxes, passwords_pool, clock, std::move(elsewhere)) {
        server.execute("DELETE FROM known_browser");
        router.add(http::Method::post, "/api/v1/session", [this](http::Request& r) { return sign_in.open(r); });
        own_account.mount(router);
        administration.mount(router);
        board_administration.mount(router);
        api.mount(router);
        actions.mount(router);
        alarms.mount(router);
        deliveries.mount(router);
        self_test.mount(router, router);
        archive.mount(router);
        figures.mount(router);
    }

    static const std::string& password() {
        static const std::string made = "Kaffee um halb drei";
        return made;
    }
    static const std::string& password_hash() {
        static const std::string made = passwords::hash_password(core::Sensitive{password()});
        return made;
    }

    void add(const std::string& name, std::vector<Role> roles, bool must_change = false) {
        hospital_server::people::put_person(server,
                                            {.user_name = name,
                                             .first_name = "Erika",
                                             .last_name = "Muster",
                                             .password_hash = password_hash(),
                                             .roles = std::move(roles),
                                             .mailboxes = {mailbox_id},
                                             .must_change_password = must_change},
                                            clock.now());
    }

    struct Browser {
        std::string cookie, csrf;
    };
    /// Signed in without the password's cost.
    Browser browser_of(const std::string& name) {
        const auto token = core::random_bytes(32);
        const std::string csrf = core::to_base64url(core::random_bytes(32));
        hospital_server::people::open_session(server, signing::sha256(token), name, csrf, {"192.0.2.1", "Test"},
                                              clock.now());
        return {"vorab_session=" + core::to_base64url(token), csrf};
    }

    http::Response call(const Browser& browser, http::Method method, const std::string& target,
                        const boost::json::value& body = nullptr) {
        MadeRequest made{method, body.is_null() ? "" : boost::json::serialize(body), "application/json"};
        made.with("Cookie", browser.cookie).with("X-CSRF-Token", browser.csrf);
        const auto question = target.find('?');
        made.request.path = target.substr(0, question);
        std::string_view query =
            question == std::string::npos ? std::string_view{} : std::string_view{target}.substr(question + 1);
        while (!query.empty()) {
            const auto end = std::min(query.find('&'), query.size());
            const auto equals = query.find('=');
            made.request.query.emplace_back(query.substr(0, equals), query.substr(equals + 1, end - equals - 1));
            query.remove_prefix(std::min(end + 1, query.size()));
        }
        http::Response response;
        run(handle(made.request, response));
        return response;
    }
    async::Task<void> handle(http::Request& request, http::Response& response) {
        response = co_await router.handle(request);
    }

    static boost::json::object json_of(const http::Response& response) {
        return core::parse_json_object(response.body).value();
    }
    std::string case_path() const { return "/api/v1/mailboxes/" + mailbox_id.str() + "/cases/" + case_id.str(); }
    std::int64_t refusals(const std::string& right) {
        const std::string event = right + ".refused";
        return server.query_one("SELECT COUNT(*) FROM audit WHERE event = ? AND problem = 'forbidden'", {event})
            ->integer(0);
    }

    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes{loop.get_executor(), configured, clock, log};
    async::BlockingPool passwords_pool{loop.get_executor(), "passwords", 1, 16};
    database::Database database{loop.get_executor(), server_options(), 1, log};
    board::Boards boards{database, clock, log, {.page = folder.write("index.html", "board").parent_path()}};
    hospital_server::people::SignIn sign_in;
    hospital_server::people::OwnAccount own_account{sign_in, database, clock};
    hospital_server::people::Administration administration{sign_in, mailboxes, database, clock};
    hospital_server::boards::Administration board_administration{sign_in, configured.mailboxes, database, boards,
                                                                 clock};
    hospital_server::tracker::LiveList live_list{mailboxes, sign_in, clock, log};
    hospital_server::tracker::Api api{sign_in, mailboxes, live_list, configured.telemetry, clock, log};
    hospital_server::tracker::Actions actions{
        sign_in, mailboxes, live_list, boards, configured.mailboxes, std::chrono::seconds{0}, clock};
    hospital_server::alarms::Alarms alarms{
        loop.get_executor(),
        mailboxes,
        configured.alarms,
        sign_in,
        [](const core::MailboxId&, const core::CaseId&, std::optional<hospital_server::alarm_rules::State>) {},
        clock,
        log};
    hospital_server::deliveries::Deliveries deliveries{sign_in, mailboxes, live_list, clock, log};
    hospital_server::self_test::SelfTest self_test{configured, mailboxes, sign_in, passwords_pool, clock, log};
    hospital_server::archive::Archive archive{sign_in, mailboxes, live_list, clock, log};
    hospital_server::figures::Api figures{sign_in, mailboxes, clock};
    http::Router router;
};
}  // namespace vorab::test
