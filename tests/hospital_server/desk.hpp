#pragma once
// A person at the tracker: signed in, asking the calls of /api/v1 as the page does.
#include <boost/json/object.hpp>

#include "common/core/json.hpp"
#include "common/http/router.hpp"
#include "hospital_server/people/sign_in.hpp"
#include "hospital_server/tracker/live_list.hpp"
#include "tests/hospital_server/setting.hpp"

namespace vorab::test {
namespace people = hospital_server::people;

struct DeskSetting : HospitalSetting {
    DeskSetting() { sit({people::Role::standard}); }

    /// "Nora Nacht", in these roles, with this mailbox; signed in.
    void sit(std::vector<people::Role> roles) {
        people::put_person(server,
                           {.user_name = "nora",
                            .first_name = "Nora",
                            .last_name = "Nacht",
                            .password_hash = "none",
                            .roles = std::move(roles),
                            .mailboxes = {mailbox_id},
                            .must_change_password = false},
                           clock.now());
        people::open_session(server, signing::sha256(core::bytes_of(token)), "nora", csrf, {"192.0.2.1", "Test"},
                             clock.now());
    }

    http::Response ask(http::Method method, const std::string& path, const std::string& body = {},
                       std::vector<std::pair<std::string, std::string>> query = {}) {
        MadeRequest made{method, body, "application/json"};
        made.with("Cookie", "vorab_session=" + core::to_base64url(core::bytes_of(token))).with("X-CSRF-Token", csrf);
        made.request.path = path;
        made.request.query = std::move(query);
        http::Response response;
        run(answer(made.request, response));
        return response;
    }
    boost::json::object get(const std::string& path, std::vector<std::pair<std::string, std::string>> query = {}) {
        const auto response = ask(http::Method::get, path, {}, std::move(query));
        INFO(response.body);
        REQUIRE(response.status == 200);
        return core::parse_json_object(response.body).value();
    }

    const std::string token = std::string(32, 't');
    const std::string csrf = std::string(43, 'c');
    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes{loop.get_executor(), configured, clock, log};
    hospital_server::cases::Mailbox& mailbox = *mailboxes.find(mailbox_id);
    async::BlockingPool pool{loop.get_executor(), "pool", 1, 16};
    database::Database database{loop.get_executor(), server_options(), 1, log};
    people::SignIn sign_in{database, mailboxes, pool, clock};
    hospital_server::tracker::LiveList live_list{mailboxes, sign_in, clock, log};
    http::Router router;

  private:
    async::Task<void> answer(http::Request& request, http::Response& response) {
        response = co_await router.handle(request);
    }
};
}  // namespace vorab::test
