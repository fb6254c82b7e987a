#pragma once
// What makes documents go out: a link, a new version of a linked case, an attachment that is complete. Hung where these
// are stored, so that the deliveries are written in the same transaction.
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/matching/links.hpp"

namespace vorab::hospital_server::documents {

/// Once, before anything runs. Targets with `when = "arrival"` are no concern of it.
void follow_links(const Config& config, const cases::Mailboxes& mailboxes, matching::Links& links);

}  // namespace vorab::hospital_server::documents
