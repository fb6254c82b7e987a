#include "hospital_server/tracker/addressed.hpp"

#include "hospital_server/cases/queries.hpp"

namespace vorab::hospital_server::tracker {
using core::Result;
using people::Access;
using people::DataClass;
using people::Right;

const core::Failure no_such_case{core::Problem::not_found, "there is no such case, or not for you"};

namespace {
/// Whether any case at all may be accessed so.
bool may_any(const people::Person& person, Access access) {
    return person.may({DataClass::cases, access}) || person.may({DataClass::archive, access});
}

async::Task<Result<Addressed>> address_by(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                          const http::Request& request, Access access) {
    auto person = co_await sign_in.person_of(request);
    if (!person) co_return person.error();
    const std::string peer = request.peer.address;
    if (!may_any(*person, access)) {
        const Right lacking{DataClass::cases, access};
        co_return co_await sign_in.refuse(*person, lacking, peer);
    }
    const auto mailbox = core::MailboxId::parse(request.capture("mailbox"));
    const auto case_id = core::CaseId::parse(request.capture("case"));
    // An id tells nobody whether it exists.
    if (!mailbox || !case_id || !person->mailboxes.contains(*mailbox)) co_return no_such_case;
    auto* found = mailboxes.find(*mailbox);
    if (!found) co_return no_such_case;
    auto look = found->database.run([id = *case_id, now = sign_in.now()](database::Connection& connection) {
        return cases::is_live(connection, id, now);
    });
    const auto live = co_await std::move(look);
    if (!live) co_return no_such_case;
    const Right needed{*live ? DataClass::cases : DataClass::archive, access};
    if (!person->may(needed)) co_return co_await sign_in.refuse(*person, needed, peer);
    co_return Addressed{std::move(*person), found, *case_id};
}
}  // namespace

async::Task<Result<Addressed>> address(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                       const http::Request& request) {
    return address_by(sign_in, mailboxes, request, Access::read);
}

async::Task<Result<Addressed>> address_to_write(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                                const http::Request& request) {
    return address_by(sign_in, mailboxes, request, Access::write);
}

async::Task<Result<Addressed>> address_with(people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                                            const http::Request& request, Right right) {
    const auto person = co_await sign_in.allowed(request, right);
    if (!person) co_return person.error();
    co_return co_await address_by(sign_in, mailboxes, request, Access::read);
}
}  // namespace vorab::hospital_server::tracker
