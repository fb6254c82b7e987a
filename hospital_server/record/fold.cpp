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
constexpr std::array<std::string_view, 5> events = {"measurements", "findings", "attachments", "protocols", "given"};

/// Members that hold further members, each of which stands for itself.
constexpr std::array<std::string_view, 3> groups = {"scores", "medication", "times"};

constexpr std::array<std::string_view, 4> score_lists = {"gcs", "pees", "four_i_ss", "snihss_ems"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// Two entries are the same event when they carry the same id, or are equal.
bool same_event(const json::value& left, const json::value& right) {
    const auto* a = left.is_object() ? left.get_object().if_contains("id") : nullptr;
    const auto* b = right.is_object() ? right.get_object().if_contains("id") : nullptr;
    return a && b ? *a == *b : left == right;
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
}  // namespace

json::object fold(json::object base, const json::object& next) {
    for (const auto& [name, value] : next) {
        auto* old = base.if_contains(name);
        const bool list = value.is_array() && (among(events, name) || among(score_lists, name));
        if (old && list && old->is_array()) {
            unite(old->get_array(), value.get_array());
        } else if (old && value.is_object() && old->is_object() && among(groups, name)) {
            *old = fold(std::move(old->get_object()), value.get_object());
        } else {
            base[name] = value;
        }
    }
    return base;
}
}  // namespace vorab::hospital_server::record
