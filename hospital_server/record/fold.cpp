#include "hospital_server/record/fold.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <boost/json/array.hpp>

namespace vorab::hospital_server::record {
namespace json = boost::json;
namespace {
/// Lists whose entries are events: once true, always true. Any other list is a statement, and the later one replaces
/// it.
constexpr std::array<std::string_view, 9> events = {"measurements", "findings", "attachments", "protocols", "given",
                                                    "gcs",          "pees",     "four_i_ss",   "snihss_ems"};

/// Readings: their members belong together. Every other object of the record is a group, whose members stand each for
/// itself: a position report with a new time of arrival must not take the keyword away.
constexpr std::array<std::string_view, 2> readings = {"slip", "position"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

void unite(json::array& base, const json::array& more) {
    for (const auto& event : more) {
        const auto known = std::ranges::find_if(base, [&](const json::value& old) { return same_event(old, event); });
        if (known == base.end()) {
            base.push_back(event);
        } else {
            *known = event;
        }
    }
}

/// Unites a list of events, replaces anything else.
void take(json::object& base, std::string_view name, const json::value& value) {
    auto* old = base.if_contains(name);
    if (old && old->is_array() && value.is_array() && among(events, name)) {
        unite(old->get_array(), value.get_array());
    } else {
        base[name] = value;
    }
}
}  // namespace

bool is_event_list(std::string_view name) { return among(events, name); }

bool same_event(const json::value& left, const json::value& right) {
    const auto* a = left.is_object() ? left.get_object().if_contains("id") : nullptr;
    const auto* b = right.is_object() ? right.get_object().if_contains("id") : nullptr;
    return a && b ? *a == *b : left == right;
}

json::object fold(json::object base, const json::object& next) {
    for (const auto& [name, value] : next) {
        auto* old = base.if_contains(name);
        if (old && old->is_object() && value.is_object() && !among(readings, name)) {
            for (const auto& [member, inner] : value.get_object()) take(old->get_object(), member, inner);
        } else {
            take(base, name, value);
        }
    }
    return base;
}
}  // namespace vorab::hospital_server::record
