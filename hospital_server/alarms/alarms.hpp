#pragma once
// The right team is called: what the alarm rules want of each case, and what became of it.
#include <map>

#include "common/http/router.hpp"
#include "hospital_server/alarms/line.hpp"
#include "hospital_server/alarms/technical.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::alarms {

class Alarms {
  public:
    Alarms(async::Executor executor, const cases::Mailboxes& mailboxes, const alarm_rules::Settings& settings,
           people::SignIn& sign_in, Changed changed, const core::Clock& clock, const core::Log& log);

    /// GET .../cases/{case}/alarms and POST /api/v1/alarms/dry-run.
    void mount(http::Router& router);

    /// Links and lines run until drain(). Needs the databases to be migrated, not to be reachable.
    void begin();
    /// Calls under way get `grace`; then every alarm server is logged out of.
    async::Task<void> drain(std::chrono::milliseconds grace);

    /// The channel of the outbox that applies the rules to what has come; nothing where there are no rules.
    std::shared_ptr<outbox::Channel> channel(const core::MailboxId& mailbox);

    /// A hint: something about this case has changed.
    void look(const core::MailboxId& mailbox, const core::CaseId& case_id);

    /// Tells the case's mark to whoever came to show it only now.
    async::Task<void> show_mark(core::MailboxId mailbox, core::CaseId case_id);

    /// Who looks after the machines.
    Technical& technical() { return technical_; }

    std::string metrics() const { return links_.metrics(); }

  private:
    struct Owner {
        Line* line;
        core::Timestamp since;
    };
    void owns(Line* line, const std::string& reference);
    void observe(const espax::Report& report);
    void hear(const std::string& call_reference, decltype(Happening::what) what);
    async::Task<http::Response> list(http::Request& request);
    async::Task<http::Response> dry_run(http::Request& request);

    const cases::Mailboxes& mailboxes_;
    const alarm_rules::Settings& settings_;
    people::SignIn& sign_in_;
    const core::Clock& clock_;
    Links links_;
    Technical technical_;
    std::map<std::string, Owner> owners_;  ///< by the alarm's reference
    std::map<core::MailboxId, std::unique_ptr<Line>> lines_;
    async::TaskGroup tasks_;
};

}  // namespace vorab::hospital_server::alarms
