#pragma once
// A record's values as a German page says them: "36,8", "13:40", "03.11.1951", "µg". Pure.
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "common/core/clock.hpp"

namespace vorab::hospital_server::pdf {

std::string decimal(double value);                 ///< "36,8", "1.200" never: no thousands point in a value
std::string clock_time(core::Timestamp at);        ///< "13:40" on the hospital's wall clock
std::string calendar_day(core::Timestamp at);      ///< "15.01.2026"
std::string day_and_time(core::Timestamp at);      ///< "15.01.2026, 13:40"
std::string calendar_date(std::string_view date);  ///< "03.11.1951" of "1951-11-03"
std::string unit_text(std::string_view ucum);      ///< "mmHg" of "mm[Hg]"
std::optional<core::Timestamp> time_in(const boost::json::object& object, std::string_view member);
std::string text_in(const boost::json::object& object, std::string_view member);  ///< empty when absent
std::string word_in(const boost::json::object& object, std::string_view member);  ///< its German word

bool is_empty(const boost::json::value& value);  ///< null, "", [] or {}

/// Any value in one run of text: lists with commas, objects as "label: value" with semicolons, times and codes in
/// words.
std::string said(const boost::json::value& value);

}  // namespace vorab::hospital_server::pdf
