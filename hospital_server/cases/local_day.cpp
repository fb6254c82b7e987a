#include "hospital_server/cases/local_day.hpp"

#include <charconv>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

namespace vorab::hospital_server::cases {
namespace {
std::tm local_parts(core::Timestamp time) {
    const std::time_t seconds = core::unix_seconds(time);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    return parts;
}

std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
    int value = 0;
    const char* const begin = text.data() + at;
    const auto read = std::from_chars(begin, begin + digits, value);
    if (read.ec != std::errc{} || read.ptr != begin + digits) return std::nullopt;
    return value;
}
}  // namespace

core::Result<Day> parse_day(std::string_view text) {
    const auto wrong = core::failure(core::Problem::malformed, "a day is written 2026-11-21");
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong;
    const auto year = number(text, 0, 4);
    const auto month = number(text, 5, 2);
    const auto day = number(text, 8, 2);
    if (!year || !month || !day || *year < 1900 || *month < 1 || *day < 1) return wrong;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return wrong;
    return Day{date};
}

std::string to_text(Day day) {
    const std::chrono::year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

core::Timestamp begin_of(Day day) {
    const std::chrono::year_month_day date{day};
    std::tm parts{};
    parts.tm_year = static_cast<int>(date.year()) - 1900;
    parts.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    parts.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
    parts.tm_isdst = -1;
    return core::Timestamp{std::chrono::seconds{std::mktime(&parts)}};
}

WallTime wall_time(core::Timestamp time) {
    const std::tm parts = local_parts(time);
    const std::chrono::year_month_day date{std::chrono::year{parts.tm_year + 1900},
                                           std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
                                           std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
    return {Day{date}, static_cast<unsigned>(parts.tm_hour)};
}

std::string zone_offset(core::Timestamp time) {
    const long minutes = local_parts(time).tm_gmtoff / 60;
    return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::labs(minutes) / 60, std::labs(minutes) % 60);
}
}  // namespace vorab::hospital_server::cases
