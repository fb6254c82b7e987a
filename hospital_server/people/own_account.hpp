#pragma once
// What everybody may do with their own account: choose a password, see where they are signed in, and end it there.
#include "common/http/router.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::people {

class OwnAccount {
  public:
    OwnAccount(SignIn& sign_in, database::Database& database, const core::Clock& clock);

    void mount(http::Router& router);

  private:
    async::Task<http::Response> change_password(http::Request& request);
    async::Task<http::Response> sessions(http::Request& request);
    async::Task<http::Response> end_session(http::Request& request);
    async::Task<http::Response> keep(Session session, core::Sensitive<std::string> password, std::string peer);

    SignIn& sign_in_;
    database::Database& database_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::people
