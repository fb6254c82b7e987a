#pragma once
// The course of pressure, heart rate and oxygen as a small drawing that survives a black and white printer: pressure as
// bars from diastolic to systolic, heart rate as dots on a line, oxygen in a strip of its own.
#include "hospital_server/pdf/flow.hpp"
#include "hospital_server/pdf/series.hpp"

namespace vorab::hospital_server::pdf {

/// Nothing is drawn when no series has two values at different times.
void draw_trend(Flow& flow, const std::vector<Series>& all);

}  // namespace vorab::hospital_server::pdf
