#pragma once
// What dispatch and capacity systems say of a patient who is on the way: when (POST /intake/v1/positions) and to which
// unit (POST /intake/v1/assignments). The latest word holds: a later record of the crew's overwrites it again.
#include <functional>

#include "common/http/message.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::intake {

/// Told after the commit: trackers and boards show it. Without `eta` it was an assignment.
using Changed = std::function<void(core::MailboxId, core::CaseId, std::optional<core::Timestamp> eta)>;

class Reports {
  public:
    Reports(const cases::Mailboxes& mailboxes, Changed changed, const core::Clock& clock)
        : mailboxes_(mailboxes), changed_(std::move(changed)), clock_(clock) {}

    /// {"positions": [{mailbox, case, eta}]}: 204. What is not here, arrived or cancelled is passed over.
    async::Task<http::Response> positions(http::Request& request);

    /// {mailbox, case, at, unit}: 204, or not_found.
    async::Task<http::Response> assignment(http::Request& request);

  private:
    const cases::Mailboxes& mailboxes_;
    Changed changed_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::intake
