#pragma once
// How hospital information systems in Germany write ADT, as far as that is public: HL7 Germany's message profiles 2.5
// and published sample messages. A site may differ, so everything can be overridden in the configuration.
#include <optional>
#include <string_view>
#include <vector>

#include "hl7/adt.hpp"

namespace vorab::hl7 {

/// Nothing for an unknown name.
std::optional<AdtReading> adt_profile(std::string_view name);

std::vector<std::string_view> adt_profiles();

}  // namespace vorab::hl7
