#pragma once
// /api/v1/session: sign in, stay signed in, sign out. And for every other call: who is it, and may it write?
#include "common/async/blocking_pool.hpp"
#include "common/database/database.hpp"
#include "common/http/message.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/people/people.hpp"

namespace vorab::hospital_server::people {

class SignIn {
  public:
    SignIn(database::Database& database, const cases::Mailboxes& mailboxes, async::BlockingPool& passwords,
           const core::Clock& clock);

    async::Task<http::Response> open(http::Request& request);
    async::Task<http::Response> current(http::Request& request);
    async::Task<http::Response> close(http::Request& request);

    /// unauthenticated without a session; forbidden for a write whose X-CSRF-Token is not the session's.
    async::Task<core::Result<Person>> person_of(const http::Request& request);

  private:
    struct Credentials;
    async::Task<core::Result<Person>> check(Credentials credentials, std::string peer);
    async::Task<std::optional<Session>> session_of(const http::Request& request);
    http::Response answer(const Session& session) const;

    database::Database& database_;
    const cases::Mailboxes& mailboxes_;
    async::BlockingPool& passwords_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::people
