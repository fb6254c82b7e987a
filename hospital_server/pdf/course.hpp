#pragma once
// The measurements of some series as rows of one time each.
#include <vector>

#include "hospital_server/pdf/series.hpp"

namespace vorab::hospital_server::pdf {

struct CourseRow {
    core::Timestamp at;                ///< the whole minute
    std::vector<const Value*> values;  ///< one per series, null where nothing was measured
};

struct Course {
    std::vector<CourseRow> rows;
    int minutes = 1;       ///< each row stands for so many
    bool thinned = false;  ///< the last value of each span is shown, others are not
};

/// A row per minute, two where one minute has two values. More than `most` rows: one per 2, 5, 10, ... minutes.
Course course_of(const std::vector<Series>& series, std::size_t most = 60);

}  // namespace vorab::hospital_server::pdf
