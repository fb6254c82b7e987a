#pragma once
// /api/v1/people: who may sign in, with which roles and mailboxes (mission T3), for whom `people.read` and
// `people.write` are granted.
#include "common/http/router.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::people {

class Administration {
  public:
    Administration(SignIn& sign_in, const cases::Mailboxes& mailboxes, database::Database& database,
                   const core::Clock& clock);

    void mount(http::Router& router);

  private:
    /// Who changes whom.
    struct Asked {
        Author author;
        std::string user_name;
    };
    async::Task<core::Result<Asked>> asked(http::Request& request, Access access);
    async::Task<http::Response> show(std::string user_name, int status);

    async::Task<http::Response> list(http::Request& request);
    async::Task<http::Response> add(http::Request& request);
    async::Task<http::Response> one(http::Request& request);
    async::Task<http::Response> change(http::Request& request);
    async::Task<http::Response> remove(http::Request& request);
    async::Task<http::Response> reset_password(http::Request& request);
    async::Task<http::Response> sessions(http::Request& request);
    async::Task<http::Response> end_sessions(http::Request& request);
    async::Task<http::Response> end_session(http::Request& request);

    core::Result<std::vector<core::MailboxId>> read_mailboxes(const boost::json::array& sent) const;
    core::Result<NewPerson> read_new(const boost::json::object& sent, core::Sensitive<std::string>& password) const;
    core::Result<Change> read_change(const boost::json::object& sent) const;

    SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    database::Database& database_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::people
