#pragma once
// What a tracker shows, read from one mailbox's database. The JSON is that of schemas/tracker.openapi.yaml.
#include <optional>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::cases {

/// CaseSummary of every case on the live list: arrived within the last twelve hours, or still to come and received
/// within the last two days, unless a person has moved it to the archive or back (column live_until).
/// Parts are shown under the case that they are joined to (joining.hpp).
boost::json::array live_summaries(database::Connection& connection, const core::MailboxId& mailbox,
                                  core::Timestamp now);

/// On the live list, or in the archive; empty when there is no such case.
std::optional<bool> is_live(database::Connection& connection, const core::CaseId& case_id, core::Timestamp now);

std::optional<boost::json::object> summary(database::Connection& connection, const core::MailboxId& mailbox,
                                           const core::CaseId& case_id);

/// {summary, record, integrity, flags, versions, attachments, deliveries, answers, joined_to, parts}. The keys of
/// attachments are left out: they are not for browsers. Of joined cases the record is what all make together; the rest
/// is this case's own, and each part's stands in `parts`.
std::optional<boost::json::object> whole_case(database::Connection& connection, const core::MailboxId& mailbox,
                                              const core::CaseId& case_id);

/// Whether the record, a version, or one of a part is not what came (record/integrity.hpp). `whole` is of whole_case().
bool says_changed(const boost::json::object& whole);

/// The board's word for the case as it is now: "new", "seen", "arrived", "cancelled".
std::string state_of(const database::Row& row, std::size_t arrived, std::size_t cancelled, std::size_t seen);

}  // namespace vorab::hospital_server::cases
