#pragma once
// What was done when: medication, measures and the mission's own times, gathered from all over the record.
#include <optional>
#include <string>
#include <vector>

#include "hospital_server/pdf/reading.hpp"

namespace vorab::hospital_server::pdf {

enum class Kind : std::uint8_t { mission, medication, measure };

struct Moment {
    std::optional<core::Timestamp> at;  ///< nothing: no time was given
    Kind kind = Kind::measure;
    std::string what;    ///< "Esketamin"
    std::string detail;  ///< "75 mg i.v., Notarzt"
};

/// In the order of time; those without a time last, in the order of the record.
std::vector<Moment> moments_of(Reading& record);

}  // namespace vorab::hospital_server::pdf
