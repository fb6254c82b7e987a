#include "hospital_server/figures/export.hpp"

#include <boost/json/array.hpp>

#include "hospital_server/figures/small_numbers.hpp"

namespace vorab::hospital_server::figures {
namespace json = boost::json;

namespace {
using Number = std::optional<std::int64_t>;

json::value number(const Number& told) { return told ? json::value(*told) : json::value(nullptr); }
std::string text(const Number& told) { return told ? std::to_string(*told) : std::string{}; }

json::object to_json(const Table& table) {
    json::array rows;
    for (const auto& row : table.rows) rows.push_back({{"key", row.key}, {"count", number(row.count)}});
    return {{"name", table.name}, {"total", number(table.total)}, {"rows", std::move(rows)}};
}

json::object to_json(const Completeness& of) {
    json::object percent;
    for (const auto& [name, value] : of.percent) percent[name] = value;
    return {{"sender", of.sender}, {"cases", of.cases}, {"percent", std::move(percent)}};
}

std::string field(const std::string& word) {
    const bool formula = !word.empty() && std::string_view{"=+-@\t\r"}.find(word.front()) != std::string_view::npos;
    std::string quoted = formula ? "\"'" : "\"";
    for (const char c : word) quoted.append(c == '"' ? "\"\"" : std::string(1, c));
    return quoted + "\"";
}

void line(std::string& csv, const std::string& table, const std::string& group, const std::string& measure,
          const std::string& value) {
    csv += table + "," + field(group) + "," + measure + "," + value + "\r\n";
}
}  // namespace

json::object to_json(const Figures& figures, const Period& period, const core::MailboxId& mailbox) {
    json::array tables, timings, completeness;
    for (const auto& table : figures.tables) tables.push_back(to_json(table));
    for (const auto& timing : figures.timings) {
        timings.push_back({{"name", timing.name},
                           {"key", timing.key},
                           {"count", number(timing.count)},
                           {"median_seconds", number(timing.median_seconds)},
                           {"p90_seconds", number(timing.p90_seconds)}});
    }
    for (const auto& of : figures.completeness) completeness.push_back(to_json(of));
    return {{"mailbox", mailbox.str()},        {"from", cases::to_text(period.from)},
            {"to", cases::to_text(period.to)}, {"time_zone", cases::zone_offset(cases::begin_of(period.to))},
            {"smallest", smallest_told},       {"tables", std::move(tables)},
            {"timings", std::move(timings)},   {"completeness", std::move(completeness)}};
}

std::string to_csv(const Figures& figures) {
    std::string csv = "\xef\xbb\xbftable,group,measure,value\r\n";
    for (const auto& table : figures.tables) {
        for (const auto& row : table.rows) line(csv, table.name, row.key, "cases", text(row.count));
        line(csv, table.name, "total", "cases", text(table.total));
    }
    for (const auto& timing : figures.timings) {
        line(csv, timing.name, timing.key, "count", text(timing.count));
        line(csv, timing.name, timing.key, "median_seconds", text(timing.median_seconds));
        line(csv, timing.name, timing.key, "p90_seconds", text(timing.p90_seconds));
    }
    for (const auto& of : figures.completeness) {
        line(csv, "completeness", of.sender, "cases", std::to_string(of.cases));
        for (const auto& [name, value] : of.percent)
            line(csv, "completeness", of.sender, name + "_percent", std::to_string(value));
    }
    return csv;
}
}  // namespace vorab::hospital_server::figures
