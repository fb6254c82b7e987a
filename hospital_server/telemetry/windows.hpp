#pragma once
// [[telemetry]] of the configuration (mission T5): the live picture of a patient's monitor, in a window of the
// monitor's maker. The window's address holds nothing of the patient: at most the maker's own id of the mission.
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/configuration/reader.hpp"

namespace vorab::hospital_server::telemetry {

struct Window {
    std::string vendor;  ///< as the record's telemetry.vendor says it
    std::string url;     ///< https; {mission} stands for the mission's id
    std::string origin;  ///< of the url: what a page must be allowed to frame
};

std::vector<Window> read_windows(configuration::Section& root);

/// For frame-src of the page's Content-Security-Policy; empty without windows.
std::string frame_sources(const std::vector<Window>& windows);

/// Gives a whole case, and each of its parts, the member `telemetry`: {vendor, url}, or null where no window of its
/// vendor is configured or the mission's id is more than letters, digits and ".-_".
void add_windows(boost::json::object& whole_case, const std::vector<Window>& windows);

}  // namespace vorab::hospital_server::telemetry
