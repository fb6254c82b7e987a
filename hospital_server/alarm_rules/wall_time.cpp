#include "hospital_server/alarm_rules/wall_time.hpp"

#include <ctime>

#include <fmt/format.h>

namespace vorab::hospital_server::alarm_rules {

WallTime local_time(core::Timestamp time) {
    const std::time_t seconds = core::unix_seconds(time);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const int since_monday = (local.tm_wday + 6) % 7;
    return {static_cast<unsigned>(since_monday), static_cast<unsigned>(local.tm_hour * 60 + local.tm_min)};
}

std::string hours_and_minutes(unsigned minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

}  // namespace vorab::hospital_server::alarm_rules
