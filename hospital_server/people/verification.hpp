#pragma once
// Is this the person's password? Here, or in the hospital's directory. Tries are slowed by where they come from.
#include <map>
#include <memory>

#include "common/async/blocking_pool.hpp"
#include "common/database/database.hpp"
#include "hospital_server/people/sessions.hpp"
#include "hospital_server/people/tries.hpp"
#include "hospital_server/people/vouched.hpp"

namespace vorab::hospital_server::people {

/// Where a try comes from.
struct Origin {
    Place place;
    std::optional<core::Bytes> browser;  ///< hash of the cookie that says "I have been here before"
};

class Verification {
  public:
    /// Names without a local account are asked about `elsewhere`, where there is such a place.
    Verification(database::Database& database, async::BlockingPool& passwords, const core::Clock& clock,
                 Elsewhere elsewhere);

    /// Who signs in. unauthenticated: one answer for a wrong password, an unknown and a disabled person.
    /// too_many_requests: come back later. Of an account elsewhere also what admit() says, and unavailable. Notes all
    /// in the audit.
    async::Task<core::Result<Person>> sign_in(Credentials credentials, Origin origin);

    /// Who was vouched for, or why not: as sign_in(), for an identity that is proven otherwise than by a password.
    async::Task<core::Result<Person>> settle_vouched(core::Result<Vouched> vouched, Origin origin);

    /// Whether this is the local password of somebody who is signed in already; slowed in the same way.
    async::Task<core::Result<void>> confirm(Credentials credentials, Origin origin);

    async::Task<std::string> hash(core::Sensitive<std::string> password);

  private:
    /// A try that may be made.
    struct Attempt {
        Try counted;  ///< under the account's name
        bool here = true;
    };
    async::Task<core::Result<Attempt>> may_try(std::string user_name, Origin origin);
    async::Task<core::Result<Person>> sign_in_elsewhere(Credentials credentials, Attempt attempt, Origin origin);
    async::Task<bool> is_password(std::string user_name, core::Sensitive<std::string> password);
    async::Task<std::optional<Person>> settle(Try counted, Origin origin, bool right);

    database::Database& database_;
    async::BlockingPool& passwords_;
    const core::Clock& clock_;
    Elsewhere elsewhere_;
    std::map<std::string, int> trying_;  ///< by address, here and elsewhere: a try costs 64 MiB and much of one thread
};
}  // namespace vorab::hospital_server::people
