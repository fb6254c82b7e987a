#include "hospital_server/retention/period.hpp"

#include <charconv>

namespace vorab::hospital_server::retention {
namespace {
constexpr int longest = 100'000;

struct Word {
    Period::Unit unit;
    std::string_view one;
    std::string_view many;
};
constexpr Word words[] = {{Period::Unit::hours, "hour", "hours"},
                          {Period::Unit::days, "day", "days"},
                          {Period::Unit::years, "year", "years"}};

core::Timestamp moved(core::Timestamp time, const Period& period, int direction) {
    using namespace std::chrono;
    const int count = period.count * direction;
    if (period.unit == Period::Unit::hours) return time + hours{count};
    if (period.unit == Period::Unit::days) return time + days{count};
    const auto day = floor<days>(time);
    year_month_day date{day};
    date += years{count};
    if (!date.ok()) date = date.year() / date.month() / last;
    return sys_days{date} + (time - day);
}
}  // namespace

core::Result<Period> parse_period(std::string_view text) {
    const auto wrong =
        core::failure(core::Problem::malformed, R"(a period is written "3 hours", "120 days", "10 years")");
    Period period;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), period.count);
    if (error != std::errc{} || period.count < 1 || period.count > longest) return wrong;
    const std::string_view rest{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    if (!rest.starts_with(' ')) return wrong;
    for (const auto& word : words) {
        if (rest.substr(1) != word.one && rest.substr(1) != word.many) continue;
        period.unit = word.unit;
        return period;
    }
    return wrong;
}

std::string to_text(const Period& period) {
    for (const auto& word : words) {
        if (word.unit != period.unit) continue;
        return std::to_string(period.count).append(" ").append(period.count == 1 ? word.one : word.many);
    }
    return {};
}

core::Timestamp after(core::Timestamp time, const Period& period) { return moved(time, period, 1); }
core::Timestamp before(core::Timestamp time, const Period& period) { return moved(time, period, -1); }

std::chrono::hours as_hours(const Period& period) {
    const core::Timestamp any{};
    return std::chrono::floor<std::chrono::hours>(after(any, period) - any);
}

bool is_longer(const Period& left, const Period& right) {
    const core::Timestamp any{};
    return after(any, left) > after(any, right);
}
}  // namespace vorab::hospital_server::retention
