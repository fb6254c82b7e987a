#include "hospital_server/figures/figures.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hospital_server/figures/small_numbers.hpp"

namespace vorab::hospital_server::figures {
namespace {
using std::chrono::minutes;
using std::chrono::seconds;
using Counts = std::vector<std::pair<std::string, std::int64_t>>;
constexpr const char* rest = "other";
constexpr const char* nothing = "none";

Table table_of(std::string name, const Counts& counts) {
    std::vector<std::int64_t> numbers;
    for (const auto& [key, count] : counts) numbers.push_back(count);
    const Told told = without_small_numbers(numbers);
    Table table{std::move(name), told.total, {}};
    for (std::size_t at = 0; at < counts.size(); ++at) table.rows.push_back({counts[at].first, told.counts[at]});
    return table;
}

/// Of words that senders chose: the rare ones are one row, for a rare word may itself say who it was.
Counts common_ones(const std::map<std::string, std::int64_t>& all) {
    Counts counts;
    std::int64_t rare = 0;
    for (const auto& [word, count] : all) {
        if (count < smallest_told && word != nothing) {
            rare += count;
        } else {
            counts.emplace_back(word, count);
        }
    }
    std::ranges::stable_sort(counts, [](const auto& left, const auto& right) { return left.second > right.second; });
    if (rare > 0) counts.emplace_back(rest, rare);
    return counts;
}

template <class Key>
Counts counted(const std::vector<std::string>& keys, const std::vector<CaseFacts>& cases, Key key_of) {
    std::map<std::string, std::int64_t> found;
    for (const auto& one : cases) ++found[key_of(one)];
    Counts counts;
    for (const auto& key : keys) counts.emplace_back(key, found[key]);
    return counts;
}

std::vector<std::string> hours() {
    std::vector<std::string> keys;
    for (int hour = 0; hour < 24; ++hour) keys.push_back(fmt::format("{:02}", hour));
    return keys;
}

std::vector<std::string> days_of(const Period& period) {
    std::vector<std::string> keys;
    for (auto day = period.from; day <= period.to; day += std::chrono::days{1}) keys.push_back(cases::to_text(day));
    return keys;
}

std::map<std::string, std::int64_t> words(const std::vector<CaseFacts>& cases,
                                          std::optional<std::string> CaseFacts::*word) {
    std::map<std::string, std::int64_t> found;
    for (const auto& one : cases) ++found[(one.*word).value_or(nothing)];
    return found;
}

std::map<std::string, std::int64_t> senders(const std::vector<CaseFacts>& cases) {
    std::map<std::string, std::int64_t> found;
    for (const auto& one : cases) ++found[one.sender];
    return found;
}

/// How much later than announced; empty where either is not known.
std::optional<seconds> lateness(const CaseFacts& one) {
    if (!one.eta || !one.arrived_at) return std::nullopt;
    return std::chrono::duration_cast<seconds>(*one.arrived_at - *one.eta);
}

std::string lateness_key(const CaseFacts& one) {
    const auto late = lateness(one);
    if (!late) return "unknown";
    if (*late < -minutes{10}) return "early_10";
    if (*late < -minutes{5}) return "early_5";
    if (*late <= minutes{5}) return "on_time";
    if (*late <= minutes{10}) return "late_5";
    return *late <= minutes{20} ? "late_10" : "late_20";
}

/// The smallest value that so many percent do not exceed.
std::int64_t percentile(const std::vector<seconds>& sorted, std::size_t percent) {
    const std::size_t rank = (sorted.size() * percent + 99) / 100;
    return sorted[std::max<std::size_t>(rank, 1) - 1].count();
}

Timing timing_of(std::string name, std::string key, std::vector<seconds> values) {
    Timing timing{std::move(name), std::move(key), {}, {}, {}};
    const auto count = static_cast<std::int64_t>(values.size());
    if (count > 0 && count < smallest_told) return timing;
    timing.count = count;
    if (count == 0) return timing;
    std::ranges::sort(values);
    timing.median_seconds = percentile(values, 50);
    timing.p90_seconds = percentile(values, 90);
    return timing;
}

/// The same of part of all cases: the number of the others may be small, too.
Timing timing_among(std::size_t all, std::string name, std::vector<seconds> values) {
    const auto part = static_cast<std::int64_t>(values.size());
    const Told told = without_small_numbers({part, static_cast<std::int64_t>(all) - part});
    Timing timing = timing_of(std::move(name), "", std::move(values));
    timing.count = told.counts.front();
    return timing;
}

std::vector<seconds> times_until(const std::vector<CaseFacts>& cases,
                                 std::optional<core::Timestamp> CaseFacts::*moment) {
    std::vector<seconds> times;
    for (const auto& one : cases) {
        const auto& at = one.*moment;
        if (at) times.push_back(std::chrono::duration_cast<seconds>(*at - one.received_at));
    }
    return times;
}

Timing eta_timing(const std::vector<CaseFacts>& cases, const Table& table) {
    std::vector<seconds> late;
    for (const auto& one : cases) {
        if (const auto by = lateness(one)) late.push_back(*by);
    }
    const auto known = static_cast<std::int64_t>(late.size());
    Timing timing = timing_of("eta", "", std::move(late));
    timing.count.reset();  // told only where the table tells how many are not known
    if (table.rows.back().count) timing.count = known;
    return timing;
}

void add_delivery_timings(std::vector<Timing>& timings, const std::vector<DeliveryFacts>& deliveries) {
    std::map<std::string, std::vector<seconds>> lines;
    for (const auto& delivery : deliveries) lines[delivery.line].push_back(delivery.took);
    for (auto& [line, times] : lines) timings.push_back(timing_of("delivery", line, std::move(times)));
}

template <class Holds>
std::pair<std::string, std::int64_t> share(std::string name, const std::vector<const CaseFacts*>& cases, Holds holds) {
    const auto with = std::ranges::count_if(cases, [&holds](const CaseFacts* one) { return holds(*one); });
    return {std::move(name), with * 100 / static_cast<std::int64_t>(cases.size())};
}

Completeness completeness_of(const std::string& sender, const std::vector<const CaseFacts*>& cases) {
    return {sender,
            static_cast<std::int64_t>(cases.size()),
            {share("name", cases, [](const CaseFacts& one) { return one.has_name; }),
             share("birth_date", cases, [](const CaseFacts& one) { return one.has_birth_date; }),
             share("insurance", cases, [](const CaseFacts& one) { return one.has_insurance; }),
             share("eta", cases, [](const CaseFacts& one) { return one.eta.has_value(); }),
             share("priority", cases, [](const CaseFacts& one) { return one.priority.has_value(); }),
             share("keyword", cases, [](const CaseFacts& one) { return one.keyword.has_value(); }),
             share("vital_signs", cases, [](const CaseFacts& one) { return one.has_vital_signs; }),
             share("protocol", cases, [](const CaseFacts& one) { return one.has_protocol; })}};
}

/// Of the senders whose number of cases the table tells.
std::vector<Completeness> completeness(const std::vector<CaseFacts>& cases, const Table& table) {
    std::vector<Completeness> found;
    for (const auto& row : table.rows) {
        std::vector<const CaseFacts*> of_sender;
        for (const auto& one : cases) {
            if (one.sender == row.key) of_sender.push_back(&one);
        }
        if (row.count && !of_sender.empty()) found.push_back(completeness_of(row.key, of_sender));
    }
    return found;
}
}  // namespace

Figures figures_of(const Period& period, const std::vector<CaseFacts>& cases,
                   const std::vector<DeliveryFacts>& deliveries) {
    const auto hour_of = [](const CaseFacts& one) {
        return fmt::format("{:02}", cases::wall_time(one.received_at).hour);
    };
    const auto day_of = [](const CaseFacts& one) { return cases::to_text(cases::wall_time(one.received_at).day); };
    const auto priority_of = [](const CaseFacts& one) { return one.priority.value_or(nothing); };
    Figures figures;
    figures.tables = {
        table_of("hour", counted(hours(), cases, hour_of)),
        table_of("day", counted(days_of(period), cases, day_of)),
        table_of("priority", counted({"sk1", "sk2", "sk3", nothing}, cases, priority_of)),
        table_of("keyword", common_ones(words(cases, &CaseFacts::keyword))),
        table_of("sender", common_ones(senders(cases))),
        table_of("eta", counted({"early_10", "early_5", "on_time", "late_5", "late_10", "late_20", "unknown"}, cases,
                                lateness_key))};
    figures.timings = {timing_among(cases.size(), "seen", times_until(cases, &CaseFacts::seen_at)),
                       timing_among(cases.size(), "accepted", times_until(cases, &CaseFacts::accepted_at)),
                       eta_timing(cases, figures.tables[5])};
    add_delivery_timings(figures.timings, deliveries);
    figures.completeness = completeness(cases, figures.tables[4]);
    return figures;
}
}  // namespace vorab::hospital_server::figures
