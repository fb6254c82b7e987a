#include "hospital_server/pdf/course.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace vorab::hospital_server::pdf {
namespace {
using std::chrono::minutes;

/// Values of one span of time, series by series.
using Spans = std::map<core::Timestamp, std::vector<std::vector<const Value*>>>;

Spans spans_of(const std::vector<Series>& series, minutes span) {
    Spans spans;
    for (std::size_t i = 0; i < series.size(); ++i) {
        for (const auto& value : series[i].values) {
            const auto since = std::chrono::floor<minutes>(value.at).time_since_epoch();
            auto& columns = spans[core::Timestamp{since - since % span}];
            columns.resize(series.size());
            columns[i].push_back(&value);
        }
    }
    return spans;
}

std::size_t depth_of(const std::vector<std::vector<const Value*>>& columns) {
    std::size_t depth = 0;
    for (const auto& column : columns) depth = std::max(depth, column.size());
    return depth;
}

std::vector<CourseRow> all_rows(const Spans& spans) {
    std::vector<CourseRow> rows;
    for (const auto& [at, columns] : spans) {
        for (std::size_t n = 0; n < depth_of(columns); ++n) {
            CourseRow row{at, {}};
            for (const auto& column : columns) row.values.push_back(n < column.size() ? column[n] : nullptr);
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::vector<CourseRow> last_rows(const Spans& spans) {
    std::vector<CourseRow> rows;
    for (const auto& [at, columns] : spans) {
        CourseRow row{at, {}};
        for (const auto& column : columns) row.values.push_back(column.empty() ? nullptr : column.back());
        rows.push_back(std::move(row));
    }
    return rows;
}
}  // namespace

Course course_of(const std::vector<Series>& series, std::size_t most) {
    Course course{all_rows(spans_of(series, minutes{1})), 1, false};
    constexpr std::array<int, 8> wider{1, 2, 5, 10, 15, 30, 60, 240};
    for (const int span : wider) {
        if (course.rows.size() <= most) break;
        course = {last_rows(spans_of(series, minutes{span})), span, true};
    }
    return course;
}

}  // namespace vorab::hospital_server::pdf
