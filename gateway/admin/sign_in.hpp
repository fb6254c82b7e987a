#pragma once
// /admin/api/session: an administrator of a rescue service signs in, stays signed in, signs out. And for every other
// call: who is it, and may it write?
#include "common/async/blocking_pool.hpp"
#include "common/http/message.hpp"
#include "gateway/admin/administrators.hpp"
#include "gateway/limits/buckets.hpp"

namespace vorab::gateway {

class AdminSignIn {
  public:
    AdminSignIn(async::Executor executor, database::Database& database, const core::Clock& clock);

    async::Task<http::Response> open(http::Request& request);
    async::Task<http::Response> current(http::Request& request);
    async::Task<http::Response> close(http::Request& request);
    /// {"current", "new"}: 204; every other session of this person ends.
    async::Task<http::Response> change_password(http::Request& request);

    /// unauthenticated without a session; forbidden for a write whose X-CSRF-Token is not the session's, and as long as
    /// the password is one that somebody else has set.
    async::Task<core::Result<administrators::Administrator>> person_of(const http::Request& request);

  private:
    struct Credentials;
    struct Origin;
    async::Task<core::Result<administrators::Administrator>> check(Credentials credentials, Origin origin);
    async::Task<bool> is_password(std::string user_name, core::Sensitive<std::string> password);
    async::Task<core::Result<administrators::Session>> session_of(const http::Request& request);

    database::Database& database_;
    const core::Clock& clock_;
    async::BlockingPool passwords_;
    Buckets tries_{{.per_second = 0.5, .burst = 30}, 20'000};  ///< by address: each try costs 64 MiB and milliseconds
};
}  // namespace vorab::gateway
