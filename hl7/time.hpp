#pragma once
// HL7 v2 points in time: YYYYMMDDHHMMSS+ZZZZ, in the hospital's own time, because many receivers overlook the offset.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/core/clock.hpp"

namespace vorab::hl7 {

/// The site's wall clock. Central Europe unless told otherwise; summer time by the rule of Directive 2000/84/EC, from
/// the last Sunday in March to the last in October, at 01:00 UTC.
struct Zone {
    std::chrono::minutes offset{60};
    bool european_summer_time = true;
};

std::chrono::minutes offset_at(core::Timestamp time, const Zone& zone);

/// "20260401114500+0200".
std::string to_hl7(core::Timestamp time, const Zone& zone);

/// YYYY[MM[DD[HH[MM[SS[.S...]]]]]][+/-ZZZZ], what is left out at its beginning; without an offset it is the site's wall
/// clock (in the hour that autumn repeats: summer time). Nothing when it is no such time.
std::optional<core::Timestamp> from_hl7(std::string_view text, const Zone& zone);

}  // namespace vorab::hl7
