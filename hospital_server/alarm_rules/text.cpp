#include "hospital_server/alarm_rules/text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace vorab::hospital_server::alarm_rules {
namespace {
using core::Failure;
using core::Problem;
using envelope::Arrival;

struct Moment {
    core::Timestamp now;
    WallClock wall;
};

std::string sex_letter(const Arrival& arrival) {
    switch (arrival.sex.value_or(envelope::Sex::unknown)) {
        case envelope::Sex::male:
            return "m";
        case envelope::Sex::female:
            return "w";
        case envelope::Sex::diverse:
            return "d";
        case envelope::Sex::unknown:
            return "";
    }
    return "";
}

std::string wall_time_of_arrival(const Arrival& arrival, const Moment& moment) {
    return arrival.eta ? hours_and_minutes(moment.wall(*arrival.eta).minute) : std::string{};
}

std::string minutes_to_arrival(const Arrival& arrival, const Moment& moment) {
    if (!arrival.eta) return {};
    const auto left = std::chrono::ceil<std::chrono::minutes>(*arrival.eta - moment.now);
    return std::to_string(std::max<std::int64_t>(left.count(), 0));
}

std::string colour(const Arrival& arrival) {
    if (!arrival.priority) return {};
    switch (*arrival.priority) {
        case envelope::Priority::sk1:
            return "ROT";
        case envelope::Priority::sk2:
            return "GELB";
        case envelope::Priority::sk3:
            return "GRÜN";
    }
    return {};
}

std::string joined_flags(const Arrival& arrival) {
    std::string all;
    for (const auto& flag : arrival.flags) all += (all.empty() ? "" : " ") + flag;
    return all;
}

struct Placeholder {
    std::string_view name;
    std::string (*value)(const Arrival&, const Moment&);
};

constexpr std::array<Placeholder, 10> placeholders{{
    {"keyword", [](const Arrival& a, const Moment&) { return a.keyword.value_or(""); }},
    {"code", [](const Arrival& a, const Moment&) { return a.code.value_or(""); }},
    {"priority", [](const Arrival& a, const Moment&) { return colour(a); }},
    {"eta", wall_time_of_arrival},
    {"minutes", minutes_to_arrival},
    {"age", [](const Arrival& a, const Moment&) { return a.age ? std::to_string(*a.age) : std::string{}; }},
    {"sex", [](const Arrival& a, const Moment&) { return sex_letter(a); }},
    {"flags", [](const Arrival& a, const Moment&) { return joined_flags(a); }},
    {"destination", [](const Arrival& a, const Moment&) { return a.destination.value_or(""); }},
    {"callsign", [](const Arrival& a, const Moment&) { return a.callsign.value_or(""); }},
}};

const Placeholder* named(std::string_view name) {
    const auto* found = std::ranges::find_if(placeholders, [&](const auto& one) { return one.name == name; });
    return found == placeholders.end() ? nullptr : found;
}
}  // namespace

core::PublicText all_placeholders() {
    std::string all;
    for (const auto& one : placeholders) all.append(all.empty() ? "{" : ", {").append(one.name).append("}");
    return core::PublicText::from_operator(std::move(all));
}

core::Result<TextPattern> TextPattern::parse(std::string_view text) {
    TextPattern pattern;
    int groups = 0;
    int group = 0;
    while (!text.empty()) {
        const char first = text.front();
        if (first == '[') {
            if (group != 0) return Failure{Problem::malformed, "brackets stand within brackets"};
            group = ++groups;
            text.remove_prefix(1);
        } else if (first == ']') {
            if (group == 0) return Failure{Problem::malformed, "a closing bracket without an opening one"};
            group = 0;
            text.remove_prefix(1);
        } else if (first == '{') {
            const auto end = text.find('}');
            const auto name = end == std::string_view::npos ? std::string_view{} : text.substr(1, end - 1);
            if (!named(name)) return Failure{Problem::malformed, "the placeholders are " + all_placeholders()};
            pattern.pieces_.push_back({"", std::string{name}, group});
            text.remove_prefix(end + 1);
        } else {
            const auto literal = text.substr(0, text.find_first_of("[]{"));
            pattern.pieces_.push_back({std::string{literal}, "", group});
            text.remove_prefix(literal.size());
        }
    }
    if (group != 0) return Failure{Problem::malformed, "an opening bracket without a closing one"};
    return pattern;
}

std::string TextPattern::fill(const Arrival& arrival, core::Timestamp now, WallClock wall) const {
    const Moment moment{now, wall};
    std::set<int> empty_groups;
    const auto value_of = [&](const Piece& piece) { return named(piece.placeholder)->value(arrival, moment); };
    for (const auto& piece : pieces_) {
        if (piece.group != 0 && !piece.placeholder.empty() && value_of(piece).empty()) empty_groups.insert(piece.group);
    }
    std::string text;
    for (const auto& piece : pieces_) {
        if (empty_groups.contains(piece.group)) continue;
        text += piece.placeholder.empty() ? piece.literal : value_of(piece);
    }
    return text;
}

}  // namespace vorab::hospital_server::alarm_rules
