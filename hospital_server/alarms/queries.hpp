#pragma once
// What the tracker shows of a case's alarms. The JSON is that of schemas/tracker.openapi.yaml.
#include <boost/json/array.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::alarms {

/// Every alarm with its course, the oldest first; after the case's own those of the cases joined to it.
boost::json::array alarms_with_course(database::Connection& connection, const core::CaseId& case_id);

}  // namespace vorab::hospital_server::alarms
