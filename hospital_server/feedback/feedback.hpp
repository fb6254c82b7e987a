#pragma once
// What a feedback system asks (schemas/feedback.openapi.yaml), by HTTP Basic with its own id and secret:
// GET /feedback/v1/mailboxes/{mailbox}/cases/{case} is the case as FHIR, POST .../outcome tells the crew what became of
// the patient, sealed as the tracker's word is. Every reading and every word stands in the audit under its client id;
// wrong secrets do too, and slow down the address that they come from, as wrong passwords of people do.
#include <functional>

#include "common/http/router.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/feedback/bundle.hpp"

namespace vorab::hospital_server::feedback {

class Feedback {
  public:
    /// Told after an outcome is committed: trackers show it.
    using Changed = std::function<void(core::MailboxId, core::CaseId)>;

    /// `database`: the server's own, where tries are counted.
    Feedback(const std::vector<FeedbackConfig>& systems, const cases::Mailboxes& mailboxes, Changed changed,
             database::Database& database, const core::Clock& clock)
        : systems_(systems), mailboxes_(mailboxes), changed_(std::move(changed)), database_(database), clock_(clock) {}

    /// Nothing where no feedback system is configured.
    void mount(http::Router& router);

  private:
    struct Asked;
    const FeedbackConfig* caller(const http::Request& request) const;
    async::Task<core::Result<Asked>> asked(const http::Request& request);
    async::Task<http::Response> read(http::Request& request);
    async::Task<http::Response> outcome(http::Request& request);

    const std::vector<FeedbackConfig>& systems_;
    const cases::Mailboxes& mailboxes_;
    Changed changed_;
    database::Database& database_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::feedback
