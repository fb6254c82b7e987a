#pragma once
// Is this the person's password? Here, or in the hospital's directory. Tries are slowed by where they come from.
#include <map>
#include <memory>

#include "common/async/blocking_pool.hpp"
#include "common/core/sensitive.hpp"
#include "common/database/database.hpp"
#include "hospital_server/people/people.hpp"
#include "hospital_server/people/sessions.hpp"

namespace vorab::hospital_server::people {

struct Credentials {
    std::string user_name;
    core::Sensitive<std::string> password;
};

/// Where a try comes from.
struct Origin {
    Place place;
    std::optional<core::Bytes> browser;  ///< hash of the cookie that says "I have been here before"
};

class Verification {
  public:
    Verification(database::Database& database, async::BlockingPool& passwords, const core::Clock& clock);

    /// Who signs in. unauthenticated: one answer for a wrong password, an unknown and a disabled person.
    /// too_many_requests: come back later. Notes both in the audit.
    async::Task<core::Result<Person>> sign_in(Credentials credentials, Origin origin);

    /// Whether this is the local password of somebody who is signed in already; slowed in the same way.
    async::Task<core::Result<void>> confirm(Credentials credentials, Origin origin);

    async::Task<std::string> hash(core::Sensitive<std::string> password);

  private:
    async::Task<core::Result<std::string>> may_try(std::string user_name, Origin origin);
    async::Task<bool> is_password(std::string user_name, core::Sensitive<std::string> password);
    async::Task<std::optional<Person>> settle(std::string user_name, std::string counted, Origin origin, bool right);

    database::Database& database_;
    async::BlockingPool& passwords_;
    const core::Clock& clock_;
    std::map<std::string, int> trying_;  ///< by address: each try costs 64 MiB and milliseconds of one thread
};
}  // namespace vorab::hospital_server::people
