#pragma once
// What waits for other systems, how it stands with each of them, and what people decide about it (/api/v1/deliveries,
// schemas/tracker.openapi.yaml). Ids, counts and words of ours: no patient.
#include <map>

#include "common/http/router.hpp"
#include "common/outbox/outbox_queries.hpp"
#include "hospital_server/people/sign_in.hpp"
#include "hospital_server/tracker/live_list.hpp"

namespace vorab::hospital_server::deliveries {

class Deliveries {
  public:
    Deliveries(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, tracker::LiveList& live_list,
               const core::Clock& clock, const core::Log& log);

    void mount(http::Router& router);

    /// Counts what waits, for metrics(), until cancelled.
    async::Task<void> run();

    /// One line for each mailbox, channel and target: what waits (as last counted), the oldest's age, the breaker, what
    /// was delivered, put off, rejected since the start.
    std::string metrics() const;

  private:
    enum class Word { resend, discard };
    async::Task<http::Response> list(http::Request& request);
    async::Task<http::Response> targets(http::Request& request);
    async::Task<http::Response> decide(http::Request& request, Word word);
    async::Task<std::map<std::string, outbox::Waiting>> count(cases::Mailbox* mailbox);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    tracker::LiveList& live_list_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::map<core::MailboxId, std::map<std::string, outbox::Waiting>> counted_;  ///< by "channel target"
};
}  // namespace vorab::hospital_server::deliveries
