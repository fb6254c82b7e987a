#pragma once
// A case file becomes a mission of now: fresh ids, and every time moved by the same span, so that a patient who was due
// in 14 minutes is due in 14 minutes. See schemas/README.md, "The examples".
#include <filesystem>
#include <string>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "tools/ambulance/options.hpp"
#include "tools/ambulance/outcome.hpp"

namespace vorab::ambulance {

/// One JSON object, read as strictly as the hospital will read it.
Outcome<boost::json::object> read_json_file(const std::filesystem::path& path);

struct Mission {
    boost::json::object record;
    std::chrono::seconds moved;  ///< by so much later than the case file says
};

/// The record to send. Its slip has passed the checks of gateway and hospital. Times keep the offset that they were
/// written with, and lose fractions of a second.
Outcome<Mission> renewed(boost::json::object record, const Wishes& wishes, core::Timestamp now);

/// Every text in `value` that is an RFC 3339 time, moved. Plain dates stay: people do not get younger.
void move_times(boost::json::value& value, std::chrono::seconds by);

envelope::RoutingSlip slip_of(const boost::json::object& record);  ///< of one that renewed() made

}  // namespace vorab::ambulance
