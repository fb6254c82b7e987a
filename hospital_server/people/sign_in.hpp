#pragma once
// /api/v1/session: sign in, stay signed in, sign out. And for every other call: who is it, and may they do this?
#include "common/http/message.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/people/verification.hpp"

namespace vorab::hospital_server::people {

class SignIn {
  public:
    SignIn(database::Database& database, const cases::Mailboxes& mailboxes, async::BlockingPool& passwords,
           const core::Clock& clock, Elsewhere elsewhere = {});

    async::Task<http::Response> open(http::Request& request);
    async::Task<http::Response> current(http::Request& request);
    async::Task<http::Response> close(http::Request& request);

    /// Who asks. unauthenticated without a session; forbidden for a write whose X-CSRF-Token is not the session's, and
    /// for whoever has to choose a password first.
    async::Task<core::Result<Person>> person_of(const http::Request& request);

    /// The same, and their roles hold `right`. What is forbidden is one row of the audit: "archive.write.refused".
    async::Task<core::Result<Person>> allowed(const http::Request& request, Right right);

    /// Notes that this person lacked `right`, and says so.
    async::Task<core::Failure> refuse(Person person, Right right, std::string peer);

    /// One row of the audit: what this person did that has no place of its own.
    async::Task<void> note(core::PublicText event, std::string user_name, std::string peer);

    /// As person_of(), but also for somebody who has yet to choose a password: for their own account.
    async::Task<core::Result<Session>> session_for_own_account(const http::Request& request);

    /// Session ids that stand now, with their person's revision. `watching` count as used.
    async::Task<std::map<std::string, std::int64_t>> standing(std::vector<std::string> watching);

    /// Opens a session for somebody whose identity is proven, and answers with it.
    async::Task<http::Response> welcome(Person person, Origin origin);
    static Origin origin_of(const http::Request& request);

    core::Timestamp now() const { return clock_.now(); }
    http::Response answer(const Session& session) const;
    Verification& verification() { return verification_; }

  private:
    async::Task<std::optional<Session>> session_of(const http::Request& request);
    async::Task<core::Failure> note_refusal(core::PublicText event, Person person, std::string peer,
                                            core::PublicText detail);

    database::Database& database_;
    const cases::Mailboxes& mailboxes_;
    const core::Clock& clock_;
    Verification verification_;
};
}  // namespace vorab::hospital_server::people
