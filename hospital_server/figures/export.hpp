#pragma once
// Figures as the tracker's interface gives them: JSON (Figures of schemas/tracker.openapi.yaml), and a table for
// spreadsheets.
#include <boost/json/object.hpp>

#include "common/core/ids.hpp"
#include "hospital_server/figures/figures.hpp"

namespace vorab::hospital_server::figures {

boost::json::object to_json(const Figures& figures, const Period& period, const core::MailboxId& mailbox);

/// RFC 4180, UTF-8 with a byte order mark (spreadsheets look for it): "table,group,measure,value". A word that a
/// spreadsheet would take for a formula is quoted by an apostrophe.
std::string to_csv(const Figures& figures);

}  // namespace vorab::hospital_server::figures
