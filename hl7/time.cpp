#include "hl7/time.hpp"

#include <fmt/format.h>

namespace vorab::hl7 {
using namespace std::chrono;

std::chrono::minutes offset_at(core::Timestamp time, const Zone& zone) {
    if (!zone.european_summer_time) return zone.offset;
    const auto year = year_month_day{floor<days>(time)}.year();
    const core::Timestamp begin = sys_days{year / March / Sunday[last]} + 1h;
    const core::Timestamp end = sys_days{year / October / Sunday[last]} + 1h;
    return time >= begin && time < end ? zone.offset + 1h : zone.offset;
}

std::string to_hl7(core::Timestamp time, const Zone& zone) {
    const minutes offset = offset_at(time, zone);
    const auto local = time + offset;
    const auto midnight = floor<days>(local);
    const year_month_day date{midnight};
    const hh_mm_ss clock{floor<seconds>(local - midnight)};
    const minutes distance = abs(offset);
    return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}{}{:02}{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(), offset < 0min ? '-' : '+',
                       distance.count() / 60, distance.count() % 60);
}

}  // namespace vorab::hl7
