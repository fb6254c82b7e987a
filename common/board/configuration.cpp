#include "common/board/configuration.hpp"

#include <algorithm>
#include <array>

#include "common/core/json.hpp"
#include "common/core/plain_line.hpp"

namespace vorab::board {
namespace json = boost::json;
namespace {
json::object defaults() {
    return {{"control_centre", ""},
            {"description", ""},
            {"connection_lost_text", ""},
            {"filter", json::object{}},
            {"callsign", true},
            {"announcement_text", true},
            {"entries", 40},
            {"expiry_minutes", 180},
            {"sort_order", "priority"},
            {"sound_filter", json::object{}}};
}

template <std::size_t Count>
bool is_one_of(std::string_view word, const std::array<std::string_view, Count>& words) {
    return std::ranges::find(words, word) != words.end();
}

bool is_priority(const json::value& value) {
    static constexpr std::array<std::string_view, 4> priorities = {"sk1", "sk2", "sk3", "none"};
    return value.is_string() && is_one_of(value.get_string(), priorities);
}

bool is_keyword(const json::value& value) {
    if (!value.is_string()) return false;
    const std::string_view text = value.get_string();
    return !text.empty() && text.size() <= 160 && core::is_plain_line(text);
}

template <class Fits>
bool is_list(const json::value* value, std::size_t most, Fits fits) {
    if (!value) return true;
    return value->is_array() && value->get_array().size() <= most && std::ranges::all_of(value->get_array(), fits);
}

bool is_filter(const json::object& filter) {
    const auto known = filter.count("priorities") + filter.count("keywords");
    return known == filter.size() && is_list(filter.if_contains("priorities"), 4, is_priority) &&
           is_list(filter.if_contains("keywords"), 50, is_keyword);
}

/// Lengths are of the schema, in characters; a byte count of four times as many is looser and enough to bound it.
void check_text(core::JsonFields& in, const core::PublicText& name, std::size_t characters) {
    if (!core::is_plain_line(in.text(name, characters * 4))) in.refuse(name, "no control characters");
}

void check_filter(core::JsonFields& in, const core::PublicText& name) {
    if (!is_filter(in.object(name))) in.refuse(name, "priorities of sk1, sk2, sk3, none, and at most 50 keywords");
}

std::optional<core::Failure> problem_of(const json::object& config) {
    static constexpr std::array<std::string_view, 3> orders = {"eta", "priority", "received"};
    core::JsonFields in{config};
    check_text(in, "control_centre", 80);
    check_text(in, "description", 120);
    check_text(in, "connection_lost_text", 200);
    check_filter(in, "filter");
    check_filter(in, "sound_filter");
    in.boolean("callsign");
    in.boolean("announcement_text");
    in.integer("entries", 1, 100);
    in.integer("expiry_minutes", 1, 180);
    if (!is_one_of(in.text("sort_order"), orders)) in.refuse("sort_order", "one of eta, priority, received");
    return in.finish();
}
}  // namespace

core::Result<json::object> configured(const json::object& before, const json::object& changes) {
    json::object config = defaults();
    for (const auto* layer : {&before, &changes}) {
        for (const auto& [name, value] : *layer) config[name] = value;
    }
    if (const auto wrong = problem_of(config)) return *wrong;
    return config;
}
}  // namespace vorab::board
