#pragma once
// The course of a case for the tracker: what came since this person's last look, and two vehicles' cases joined into
// one and separated again.
#include "common/http/router.hpp"
#include "hospital_server/people/sign_in.hpp"
#include "hospital_server/tracker/addressed.hpp"
#include "hospital_server/tracker/live_list.hpp"

namespace vorab::hospital_server::tracker {

class Course {
  public:
    Course(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, LiveList& live_list, const core::Clock& clock)
        : sign_in_(sign_in), mailboxes_(mailboxes), live_list_(live_list), clock_(clock) {}

    void mount(http::Router& router);

  private:
    async::Task<http::Response> changes(http::Request& request);
    async::Task<http::Response> looked(http::Request& request);
    async::Task<http::Response> join(http::Request& request);
    async::Task<http::Response> separate(http::Request& request);
    async::Task<http::Response> shown(Addressed to);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    LiveList& live_list_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::tracker
