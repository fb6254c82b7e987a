#pragma once
// The tracker's REST calls below /api/v1 (schemas/tracker.openapi.yaml). Every one asks who it is, which mailboxes that
// person may see, and writes who read or changed what.
#include "common/async/task_group.hpp"
#include "common/http/router.hpp"
#include "hospital_server/cases/download.hpp"
#include "hospital_server/people/sign_in.hpp"
#include "hospital_server/telemetry/windows.hpp"
#include "hospital_server/tracker/live_list.hpp"

namespace vorab::hospital_server::tracker {

class Api {
  public:
    Api(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, LiveList& live_list,
        const std::vector<telemetry::Window>& windows, const core::Clock& clock, const core::Log& log);

    void mount(http::Router& router);

  private:
    async::Task<http::Response> list(http::Request& request);
    async::Task<http::Response> live(http::Request& request);
    async::Task<http::Response> mailboxes(http::Request& request);
    async::Task<void> watch(http::WebSocket& socket, people::Person person, std::string peer);
    async::Task<http::Response> one(http::Request& request);
    async::Task<http::Response> attachment(http::Request& request);
    static http::Response file_response(cases::Mailbox& mailbox, std::shared_ptr<const cases::File> file,
                                        std::optional<std::string_view> asked);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    LiveList& live_list_;
    const std::vector<telemetry::Window>& windows_;
    const core::Clock& clock_;
    const core::Log& log_;
};
}  // namespace vorab::hospital_server::tracker
