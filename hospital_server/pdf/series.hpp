#pragma once
// Measurements sorted by what was measured, each in the order of its time.
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "common/core/clock.hpp"

namespace vorab::hospital_server::pdf {

struct Value {
    core::Timestamp at;
    double value = 0;
    std::string flag;  ///< the crew's own mark, a code
};

struct Series {
    std::string code;  ///< LOINC
    std::string name;  ///< German where known, else as it was sent
    std::string unit;
    std::vector<Value> values;
};

/// In the order of the page: pressure, heart rate, oxygen, breathing, temperature, glucose, pain, then all others.
std::vector<Series> series_of(const boost::json::array& measurements);

const Series* find_series(const std::vector<Series>& all, std::string_view code);

}  // namespace vorab::hospital_server::pdf
