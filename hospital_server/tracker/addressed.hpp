#pragma once
// Which case a call of the tracker is about, and who asks: one answer for "not there" and "not in your mailboxes".
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::tracker {

struct Addressed {
    people::Person person;
    cases::Mailbox* mailbox;
    core::CaseId case_id;
};

extern const core::Failure no_such_case;

/// For whoever may read the case. not_found: no such case in a mailbox of this person. forbidden, noted in the audit:
/// their roles do not include it. On the live list a case is of the class `cases`, afterwards `archive`.
async::Task<core::Result<Addressed>> address(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                             const http::Request& request);

/// For whoever may change it.
async::Task<core::Result<Addressed>> address_to_write(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                                      const http::Request& request);

/// For whoever holds `right`, and may read the case.
async::Task<core::Result<Addressed>> address_with(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                                  const http::Request& request, people::Right right);

}  // namespace vorab::hospital_server::tracker
