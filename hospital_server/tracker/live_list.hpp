#pragma once
// The trackers' live list: a snapshot, then every change within a moment of its commit (schemas/tracker.openapi.yaml,
// /api/v1/live).
#include <functional>
#include <list>

#include "common/http/message.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::tracker {

class LiveList {
  public:
    LiveList(const cases::Mailboxes& mailboxes, people::SignIn& sign_in, const core::Clock& clock,
             const core::Log& log);

    /// Reads the case anew and sends it to everybody who may see its mailbox; of a part, the case that it is shown
    /// under. What has left the list is taken away.
    async::Task<void> changed(core::MailboxId mailbox, core::CaseId case_id);

    /// The case is gone: no browser shows it any longer.
    void removed(const core::MailboxId& mailbox, const core::CaseId& case_id);

    /// Serves one browser until it goes.
    async::Task<void> watch(http::WebSocket& socket, people::Person person);

    /// All live cases of these mailboxes.
    async::Task<boost::json::array> cases_of(std::set<core::MailboxId> mailboxes);

    /// What each heartbeat says of the mailboxes that its watcher may see.
    using Proofs = std::function<boost::json::array(const std::set<core::MailboxId>&)>;
    void on_heartbeat(Proofs proofs) { proofs_ = std::move(proofs); }

    /// Heartbeats, until cancelled. Before each, whoever has been signed out or has other rights now is disconnected;
    /// watching counts as using the session.
    async::Task<void> run();

  private:
    void tell(const core::MailboxId& mailbox, const boost::json::object& message);

    struct Watcher {
        http::WebSocket& socket;
        std::set<core::MailboxId> mailboxes;
        std::string session;
        std::int64_t revision;
    };
    async::Task<void> part_with_those_signed_out();

    const cases::Mailboxes& mailboxes_;
    people::SignIn& sign_in_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::int64_t seq_ = 0;
    std::list<Watcher> watchers_;
    Proofs proofs_ = [](const std::set<core::MailboxId>&) { return boost::json::array{}; };
};
}  // namespace vorab::hospital_server::tracker
