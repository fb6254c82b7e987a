#pragma once
// Days and hours as the clock on the hospital's wall shows them: the time zone of this server's process (TZ).
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/core/clock.hpp"

namespace vorab::hospital_server::cases {

using Day = std::chrono::sys_days;  ///< a date, without a zone

/// "2026-11-21"; malformed for any other form and for a day that does not exist.
core::Result<Day> parse_day(std::string_view text);
std::string to_text(Day day);

/// When this day begins on the wall. Days of the change to summer time have 23 hours, of the change back 25.
core::Timestamp begin_of(Day day);

struct WallTime {
    Day day;
    unsigned hour = 0;  ///< 0 to 23; twice in a row when the clock is put back
};
WallTime wall_time(core::Timestamp time);

/// Of `time`, as "+01:00".
std::string zone_offset(core::Timestamp time);

}  // namespace vorab::hospital_server::cases
