#pragma once
// Which case a call of the tracker is about, and who asks: one answer for "not there" and "not yours".
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::tracker {

struct Addressed {
    people::Person person;
    cases::Mailbox* mailbox;
    core::CaseId case_id;
};

extern const core::Failure no_such_case;

async::Task<core::Result<Addressed>> address(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                             const http::Request& request);

}  // namespace vorab::hospital_server::tracker
