#pragma once
// The mailboxes of this hospital as its Admin sees them: which keys open their envelopes now, and what a new case sets
// off. They are made and changed in the configuration.
#include <boost/json/array.hpp>

#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::tracker {

/// MailboxInFull of schemas/tracker.openapi.yaml, by id.
boost::json::array mailboxes_in_full(const cases::Mailboxes& mailboxes, core::Timestamp now);

}  // namespace vorab::hospital_server::tracker
