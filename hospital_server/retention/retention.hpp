#pragma once
// Retention in the running server: works through the classes every hour, batch by batch between everybody else's work,
// and answers /api/v1/retention/... (Admin and Archive).
#include "common/core/log.hpp"
#include "common/http/router.hpp"
#include "hospital_server/people/sign_in.hpp"
#include "hospital_server/retention/orders.hpp"
#include "hospital_server/retention/runner.hpp"

namespace vorab::hospital_server::retention {

class Retention {
  public:
    /// `gone` is told of each case that went on order: somebody may have it on the screen.
    using Gone = std::function<void(core::MailboxId, core::CaseId)>;

    Retention(database::Database& server, const cases::Mailboxes& mailboxes, people::SignIn& sign_in,
              const audit::Notary& notary, Schedule schedule, Gone gone, const core::Clock& clock,
              const core::Log& log);

    void mount(http::Router& router);

    /// A run at once and then every hour, until cancelled; none while `may_delete` says that the clock is in doubt.
    async::Task<void> run(std::function<bool()> may_delete);

    /// One run through every database.
    async::Task<void> run_once();

  private:
    struct Scope;
    async::Task<core::Result<people::Person>> keeper_of(http::Request& request);
    async::Task<core::Result<Scope>> scope_of(http::Request& request);
    async::Task<void> run_in(database::Database& database, std::string chain);
    async::Task<void> work_through(database::Database& database, Turn turn);
    async::Task<http::Response> classes(http::Request& request);
    async::Task<http::Response> records(http::Request& request);
    using List = boost::json::array (*)(database::Connection&);
    async::Task<http::Response> list(http::Request& request, std::string name, List of);
    using Say = std::function<core::Result<Json>(database::Connection&, const core::CaseId&, const std::string& reason,
                                                 const Hand&, core::Timestamp)>;
    Say ordering() const;
    async::Task<http::Response> say(http::Request& request, bool (*is_reason)(std::string_view), Say what);
    using Change = core::Result<Json> (*)(database::Connection&, const std::string&, const Hand&, core::Timestamp);
    async::Task<http::Response> change(http::Request& request, std::string id, Change what);

    database::Database& server_;
    const cases::Mailboxes& mailboxes_;
    people::SignIn& sign_in_;
    const audit::Notary& notary_;
    Schedule schedule_;
    Gone gone_;
    const core::Clock& clock_;
    const core::Log& log_;
};
}  // namespace vorab::hospital_server::retention
