#include "hl7/time.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace vorab::hl7 {
using namespace std::chrono;

namespace {
/// Takes `width` digits off the front; nothing when they are not all digits.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
    int value = 0;
    if (text.size() < width) return std::nullopt;
    const auto* const end = text.data() + width;
    const auto [stopped, wrong] = std::from_chars(text.data(), end, value);
    if (wrong != std::errc{} || stopped != end || text.front() == '-') return std::nullopt;
    text.remove_prefix(width);
    return value;
}

/// "+0200" at the end of the text, taken off it.
std::optional<std::optional<minutes>> take_offset(std::string_view& text) {
    const std::size_t sign = text.find_first_of("+-");
    if (sign == std::string_view::npos) return std::optional<minutes>{};
    std::string_view digits = text.substr(sign + 1);
    const auto hour = take_digits(digits, 2), minute = take_digits(digits, 2);
    if (!hour || !minute || !digits.empty() || *hour > 14 || *minute > 59) return std::nullopt;
    const minutes distance{*hour * 60 + *minute};
    const bool west = text[sign] == '-';
    text = text.substr(0, sign);
    return std::optional{west ? -distance : distance};
}

/// Month, day, hour, minute, second after the year, as far as they are given.
std::optional<std::array<int, 5>> take_parts(std::string_view text) {
    std::array<int, 5> parts{1, 1, 0, 0, 0};
    for (int& part : parts) {
        if (text.empty()) return parts;
        const auto value = take_digits(text, 2);
        if (!value) return std::nullopt;
        part = *value;
    }
    if (!text.empty() && text.front() != '.') return std::nullopt;  // fractions of a second are of no use here
    return parts;
}
}  // namespace

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

std::optional<core::Timestamp> from_hl7(std::string_view text, const Zone& zone) {
    const auto offset = take_offset(text);
    if (!offset) return std::nullopt;
    const auto year_number = take_digits(text, 4);
    const auto parts = year_number ? take_parts(text) : std::nullopt;
    if (!parts) return std::nullopt;
    const auto [month_number, day_number, hour, minute, second] = *parts;
    const year_month_day date{year{*year_number}, month{static_cast<unsigned>(month_number)},
                              day{static_cast<unsigned>(day_number)}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const core::Timestamp wall = sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
    if (*offset) return wall - **offset;
    const core::Timestamp summer = wall - zone.offset - (zone.european_summer_time ? 1h : 0h);
    return wall - offset_at(summer, zone);
}

}  // namespace vorab::hl7
