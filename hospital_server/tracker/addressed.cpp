#include "hospital_server/tracker/addressed.hpp"

namespace vorab::hospital_server::tracker {

const core::Failure no_such_case{core::Problem::not_found, "there is no such case, or not for you"};

async::Task<core::Result<Addressed>> address(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                             const http::Request& request) {
    auto person = co_await sign_in.person_of(request);
    if (!person) co_return person.error();
    const auto mailbox = core::MailboxId::parse(request.capture("mailbox"));
    const auto case_id = core::CaseId::parse(request.capture("case"));
    // An id tells nobody whether it exists.
    if (!mailbox || !case_id || !person->may_read_cases() || !person->mailboxes.contains(*mailbox))
        co_return no_such_case;
    auto* found = mailboxes.find(*mailbox);
    if (!found) co_return no_such_case;
    co_return Addressed{std::move(*person), found, *case_id};
}
}  // namespace vorab::hospital_server::tracker
