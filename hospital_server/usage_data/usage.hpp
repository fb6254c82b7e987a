#pragma once
// Usage data in the running server (mission H6): makes the audit's rows a chain, anchors it, and shows it to the Admin
// under /api/v1/audit. Reading it and taking it out are entries of their own.
#include "common/core/log.hpp"
#include "common/http/router.hpp"
#include "hospital_server/audit/anchors.hpp"
#include "hospital_server/people/sign_in.hpp"
#include "hospital_server/usage_data/reading.hpp"

namespace vorab::hospital_server::usage_data {

class Usage {
  public:
    Usage(database::Database& server, const cases::Mailboxes& mailboxes, people::SignIn& sign_in,
          const audit::Notary& notary, const core::Clock& clock, const core::Log& log);

    void mount(http::Router& router);

    /// Seals what is new every second and notes every minute how far each chain goes, until cancelled.
    async::Task<void> run();

    async::Task<void> seal_all();
    async::Task<void> anchor_all();

  private:
    struct Scope {
        people::Person person;
        database::Database* database = nullptr;
        std::string chain;
    };
    async::Task<core::Result<Scope>> scope_of(http::Request& request);
    async::Task<http::Response> read(http::Request& request);
    async::Task<http::Response> exported(http::Request& request);
    async::Task<http::Response> verified(http::Request& request);
    async::Task<void> note(Scope scope, core::PublicText event, const http::Request& request);
    async::Task<void> write_lines(database::Database& database, Filter filter, Format format, http::BodyWriter& writer);
    async::Task<void> seal(database::Database& database);
    async::Task<void> anchor(database::Database& database, std::string chain);

    database::Database& server_;
    const cases::Mailboxes& mailboxes_;
    people::SignIn& sign_in_;
    const audit::Notary& notary_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::map<std::string, std::int64_t> anchored_ = {};  ///< by chain: what need not be noted again
    std::map<std::string, core::Timestamp> told_ = {};   ///< by chain: when the log last heard of it
};
}  // namespace vorab::hospital_server::usage_data
