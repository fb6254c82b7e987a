#include "common/core/clock.hpp"

#include <charconv>
#include <optional>

namespace vorab::core {
namespace {
namespace chrono = std::chrono;

/// Reads exactly `count` digits at `position` and moves on.
std::optional<int> digits(std::string_view text, std::size_t& position, std::size_t count) {
    if (position + count > text.size()) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(position, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    position += count;
    return value;
}

bool literal(std::string_view text, std::size_t& position, std::string_view allowed) {
    if (position >= text.size() || allowed.find(text[position]) == std::string_view::npos) return false;
    ++position;
    return true;
}

/// ".123456789" as microseconds; finer digits are cut. Empty when the dot has no digits.
std::optional<std::int64_t> fraction(std::string_view text, std::size_t& position) {
    if (position >= text.size() || text[position] != '.') return 0;
    const auto first = ++position;
    std::int64_t micros = 0;
    while (position < text.size() && text[position] >= '0' && text[position] <= '9') {
        if (position - first < 6) micros = micros * 10 + (text[position] - '0');
        ++position;
    }
    if (position == first || position - first > 9) return std::nullopt;
    for (auto length = position - first; length < 6; ++length) micros *= 10;
    return micros;
}

std::optional<chrono::minutes> offset(std::string_view text, std::size_t& position) {
    if (literal(text, position, "Zz")) return chrono::minutes{0};
    if (position >= text.size()) return std::nullopt;
    const int sign = text[position] == '-' ? -1 : 1;
    if (!literal(text, position, "+-")) return std::nullopt;
    const auto hours = digits(text, position, 2);
    if (!hours || !literal(text, position, ":")) return std::nullopt;
    const auto minutes = digits(text, position, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return sign * (chrono::hours{*hours} + chrono::minutes{*minutes});
}

std::optional<Timestamp> read(std::string_view text) {
    std::size_t at = 0;
    const auto year = digits(text, at, 4);
    if (!year || !literal(text, at, "-")) return std::nullopt;
    const auto month = digits(text, at, 2);
    if (!month || !literal(text, at, "-")) return std::nullopt;
    const auto day = digits(text, at, 2);
    if (!day || !literal(text, at, "Tt")) return std::nullopt;
    const auto hour = digits(text, at, 2);
    if (!hour || !literal(text, at, ":")) return std::nullopt;
    const auto minute = digits(text, at, 2);
    if (!minute || !literal(text, at, ":")) return std::nullopt;
    const auto second = digits(text, at, 2);
    const auto micros = fraction(text, at);
    const auto shift = offset(text, at);
    if (!second || !micros || !shift || at != text.size()) return std::nullopt;

    const chrono::year_month_day date{chrono::year{*year}, chrono::month{static_cast<unsigned>(*month)},
                                      chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *year < 1 || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    return Timestamp{chrono::sys_days{date} + chrono::hours{*hour} + chrono::minutes{*minute} +
                     chrono::seconds{*second} + chrono::microseconds{*micros} - *shift};
}
}  // namespace

Timestamp SystemClock::now() const {
    return chrono::time_point_cast<chrono::microseconds>(chrono::system_clock::now());
}

std::string to_rfc3339(Timestamp time) {
    const auto day = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date{day};
    const chrono::hh_mm_ss clock{time - day};
    std::string text = "0000-00-00T00:00:00.000000Z";
    // From the right to the left of each field: a format string took 2 % of a request, which has several times.
    const auto put = [&text](std::size_t first, std::size_t digits, std::int64_t value) {
        for (; digits > 0; value /= 10) text[first + --digits] = static_cast<char>('0' + value % 10);
    };
    put(0, 4, static_cast<int>(date.year()));
    put(5, 2, static_cast<unsigned>(date.month()));
    put(8, 2, static_cast<unsigned>(date.day()));
    put(11, 2, clock.hours().count());
    put(14, 2, clock.minutes().count());
    put(17, 2, clock.seconds().count());
    put(20, 6, clock.subseconds().count());
    return text;
}

Result<Timestamp> parse_rfc3339(std::string_view text) {
    const auto time = read(text);
    if (!time) return Failure{Problem::malformed, "a time is written like 2026-11-21T14:02:03+01:00 (RFC 3339)"};
    return *time;
}

std::int64_t unix_seconds(Timestamp time) {
    return chrono::duration_cast<chrono::seconds>(time.time_since_epoch()).count();
}
}  // namespace vorab::core
