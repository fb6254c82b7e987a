#pragma once
// The clock on the hospital's wall: whoever writes a rule means that one.
#include "common/core/clock.hpp"

namespace vorab::hospital_server::alarm_rules {

struct WallTime {
    unsigned weekday = 0;  ///< 0 is Monday
    unsigned minute = 0;   ///< of the day
};

/// Of the time zone this program runs in (TZ, /etc/localtime). As a value, so that a test may bring another.
using WallClock = WallTime (*)(core::Timestamp);
WallTime local_time(core::Timestamp time);

/// "14:05"
std::string hours_and_minutes(unsigned minute);

}  // namespace vorab::hospital_server::alarm_rules
