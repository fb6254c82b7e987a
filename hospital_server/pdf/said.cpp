#include "hospital_server/pdf/said.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "hl7/time.hpp"
#include "hospital_server/pdf/words.hpp"

namespace vorab::hospital_server::pdf {
namespace json = boost::json;
using namespace std::chrono;

namespace {
/// The record's times in the site's own, whatever offset the sender wrote.
core::Timestamp local(core::Timestamp at) { return at + hl7::offset_at(at, {}); }

bool looks_like_date(std::string_view text) {
    return text.size() == 10 && text[4] == '-' && text[7] == '-' &&
           std::ranges::all_of(text, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

std::string said_text(std::string_view text) {
    if (looks_like_date(text)) return calendar_date(text);
    if (text.size() >= 16 && text[10] == 'T') {
        const auto at = core::parse_rfc3339(text);
        if (at) return day_and_time(*at);
    }
    return word(text);
}

/// "Brückner, Tom (Notfallsanitäter)"; nothing for what is no person.
std::string said_person(const json::object& object) {
    const auto is_of_person = [](const auto& member) {
        return member.key() == "family_name" || member.key() == "given_name" || member.key() == "qualification";
    };
    if (!object.contains("family_name") || !std::ranges::all_of(object, is_of_person)) return {};
    std::string name = text_in(object, "family_name");
    const auto given = text_in(object, "given_name"), qualification = text_in(object, "qualification");
    if (!given.empty()) name += ", " + given;
    return qualification.empty() ? name : name + " (" + qualification + ")";
}

template <class Range, class Say>
std::string joined(const Range& range, std::string_view between, const Say& say) {
    std::string all;
    for (const auto& one : range) {
        const std::string words = say(one);
        if (words.empty()) continue;
        if (!all.empty()) all += between;
        all += words;
    }
    return all;
}
}  // namespace

std::string decimal(double value) {
    std::string text = fmt::format("{:.6g}", value);
    if (text.find('e') != std::string::npos) text = fmt::format("{:.0f}", value);
    std::ranges::replace(text, '.', ',');
    if (text.starts_with('-')) text.replace(0, 1, "\u2212");
    return text;
}

std::string clock_time(core::Timestamp at) {
    const auto wall = local(at);
    const hh_mm_ss clock{floor<minutes>(wall - floor<days>(wall))};
    return fmt::format("{:02}:{:02}", clock.hours().count(), clock.minutes().count());
}

std::string calendar_day(core::Timestamp at) {
    const year_month_day date{floor<days>(local(at))};
    return fmt::format("{:02}.{:02}.{:04}", static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                       static_cast<int>(date.year()));
}

std::string day_and_time(core::Timestamp at) { return calendar_day(at) + ", " + clock_time(at); }

std::string calendar_date(std::string_view date) {
    if (!looks_like_date(date)) return std::string{date};
    return fmt::format("{}.{}.{}", date.substr(8), date.substr(5, 2), date.substr(0, 4));
}

std::string unit_text(std::string_view ucum) {
    static const std::map<std::string_view, std::string_view> known{
        {"mm[Hg]", "mmHg"}, {"{score}", ""}, {"Cel", "°C"},    {"mg/dL", "mg/dl"},
        {"mL", "ml"},       {"ug", "µg"},    {"[iU]", "I.E."}, {"mmol/L", "mmol/l"}};
    const auto found = known.find(ucum);
    if (found != known.end()) return std::string{found->second};
    std::string plain{ucum};
    std::erase_if(plain, [](char c) { return std::string_view{"{}[]"}.find(c) != std::string_view::npos; });
    return plain;
}

std::string text_in(const json::object& object, std::string_view member) {
    const auto* value = object.if_contains(member);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::string word_in(const json::object& object, std::string_view member) {
    const std::string code = text_in(object, member);
    return code.empty() ? code : word(code);
}

std::optional<core::Timestamp> time_in(const json::object& object, std::string_view member) {
    const auto at = core::parse_rfc3339(text_in(object, member));
    if (!at) return std::nullopt;
    return *at;
}

bool is_empty(const json::value& value) {
    if (value.is_null()) return true;
    if (value.is_string()) return value.get_string().empty();
    if (value.is_array()) return value.get_array().empty();
    return value.is_object() && value.get_object().empty();
}

std::string said(const json::value& value) {
    if (value.is_bool()) return value.get_bool() ? "ja" : "nein";
    if (value.is_number()) return decimal(value.to_number<double>());
    if (value.is_string()) return said_text(value.get_string());
    if (value.is_array()) {
        const bool of_objects = !value.get_array().empty() && value.get_array().front().is_object();
        return joined(value.get_array(), of_objects ? " / " : ", ", [](const json::value& one) { return said(one); });
    }
    if (value.is_object()) {
        auto person = said_person(value.get_object());
        if (!person.empty()) return person;
        return joined(value.get_object(), "; ", [](const auto& member) {
            return is_empty(member.value()) ? std::string{} : label(member.key()) + ": " + said(member.value());
        });
    }
    return {};
}

}  // namespace vorab::hospital_server::pdf
