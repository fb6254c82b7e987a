#include <algorithm>

#include <fmt/format.h>

#include "hospital_server/pdf/course.hpp"
#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/sections.hpp"
#include "hospital_server/pdf/trend.hpp"
#include "hospital_server/pdf/words.hpp"

namespace vorab::hospital_server::pdf {
namespace {
/// So many columns have room beside the time; more make a second table.
constexpr std::size_t columns_of_a_table = 10;
constexpr double time_width = 44;

std::string title_of(const Series& series) {
    return series.unit.empty() ? series.name : series.name + "\n" + series.unit;
}

std::string figure(const Value& value) {
    return value.flag.empty() ? decimal(value.value) : decimal(value.value) + "*";
}

Table table_of(const std::vector<Series>& series, const Course& course) {
    Table table{{{"Zeit", time_width, Align::left, true}}, {}};
    const double width = std::min(58.0, (Flow::width - time_width) / static_cast<double>(series.size()));
    for (const auto& one : series) table.columns.push_back({title_of(one), width, Align::right});
    std::string before;
    for (const auto& row : course.rows) {
        const std::string time = clock_time(row.at);
        std::vector<std::string> cells{time == before ? "" : time};
        for (const auto* value : row.values) cells.push_back(value != nullptr ? figure(*value) : "");
        table.rows.push_back(std::move(cells));
        before = time;
    }
    return table;
}

/// What the crew marked, in words: the table has room for a star only.
std::string marks_of(const std::vector<Series>& series) {
    std::string text;
    for (const auto& one : series) {
        for (const auto& value : one.values) {
            if (value.flag.empty()) continue;
            text += text.empty() ? "* vom Rettungsdienst markiert: " : "; ";
            text += fmt::format("{} {} {}: {}", clock_time(value.at), one.name, decimal(value.value), word(value.flag));
        }
    }
    return text;
}

void write_table(Flow& flow, const std::vector<Series>& series) {
    const auto course = course_of(series);
    flow.table(table_of(series, course));
    if (course.thinned) {
        flow.paragraph(fmt::format("Je {} min der letzte Wert; alle Werte stehen in der Akte.", course.minutes),
                       {7.5, false, grey});
    }
}
}  // namespace

void write_vitals(Flow& flow, Reading& record) {
    const auto all = series_of(record.take_list("measurements"));
    if (all.empty()) return;
    flow.subheading("Vitalwerte");
    draw_trend(flow, all);
    for (std::size_t first = 0; first < all.size(); first += columns_of_a_table) {
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
        const auto count = std::min(columns_of_a_table, all.size() - first);
        write_table(flow, {begin, begin + static_cast<std::ptrdiff_t>(count)});
    }
    const std::string marks = marks_of(all);
    if (!marks.empty()) flow.paragraph(marks, {7.5, false, grey});
}

}  // namespace vorab::hospital_server::pdf
