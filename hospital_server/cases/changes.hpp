#pragma once
// What has come to a case since somebody looked, and when each person did.
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::cases {

/// {since, until, changes, transmissions, attachments} as schemas/tracker.openapi.yaml has it. Compares the record of
/// what had arrived by `since` with the record now; of joined cases the one that all make together. Nothing: no such
/// case.
std::optional<boost::json::object> changes_since(database::Connection& connection, const core::CaseId& case_id,
                                                 std::optional<core::Timestamp> since);

std::optional<core::Timestamp> last_look(database::Connection& connection, const core::CaseId& case_id,
                                         const std::string& user_name);

/// A look never moves back. False: no such case.
bool note_look(database::Connection& connection, const core::CaseId& case_id, const std::string& user_name,
               core::Timestamp until);

/// What only the server needs to open the chunks of a record's attachments.
void remove_keys(boost::json::object& record);

}  // namespace vorab::hospital_server::cases
