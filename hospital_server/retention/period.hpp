#pragma once
// How long something is kept: "3 hours", "120 days", "10 years". Years are those of the calendar.
#include <string>
#include <string_view>

#include "common/core/clock.hpp"

namespace vorab::hospital_server::retention {

struct Period {
    enum class Unit { hours, days, years } unit = Unit::days;
    int count = 0;
    friend bool operator==(const Period&, const Period&) = default;
};

/// malformed: not of this form, or not from 1 to 100,000.
core::Result<Period> parse_period(std::string_view text);
std::string to_text(const Period& period);

core::Timestamp after(core::Timestamp time, const Period& period);
/// From the 29th of February it is the 28th in a year without it.
core::Timestamp before(core::Timestamp time, const Period& period);

std::chrono::hours as_hours(const Period& period);
bool is_longer(const Period& left, const Period& right);

}  // namespace vorab::hospital_server::retention
