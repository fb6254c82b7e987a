#pragma once
// One row of the audit: the columns that everybody selects, in this order, and the text that its hash covers.
#include <cstdint>
#include <string>

#include <boost/json/object.hpp>

#include "common/database/connection.hpp"

namespace vorab::hospital_server::audit {

inline constexpr const char* row_columns =
    "id, at, event, problem, user_name, case_id, transmission, peer, browser, target, size, attempt, number, hash";

/// ["vorab-audit-1", number, id, at, event, ..., attempt]: JSON, so that no two rows read alike. A column that is added
/// one day needs a second form, "vorab-audit-2", beside this one.
std::string canonical(const database::Row& row, std::int64_t number);

/// As the API and the export show it: schemas/tracker.openapi.yaml, AuditEntry.
boost::json::object to_json(const database::Row& row);

}  // namespace vorab::hospital_server::audit
