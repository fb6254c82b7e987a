#include "hl7/profiles.hpp"

#include <algorithm>
#include <array>

namespace vorab::hl7 {
namespace {
struct Profile {
    std::string_view name;
    std::vector<std::string> patient_types;
};

/// PID-3 has "PI" in HL7 Germany's profiles ("PT" where it came from outside); some systems leave the type out. No
/// profile fixes a character set: where MSH-18 is missing the bytes tell.
const std::array<Profile, 8>& profiles() {
    static const std::array<Profile, 8> all{{
        {"generic", {"PI", "PT", "MR", ""}},
        {"hl7-germany", {"PI", "PT"}},       // ORBIS, i.s.h.med and others that follow it
        {"orbis", {"PI", "PT", ""}},         // Dedalus: HL7 Germany's profiles
        {"i-s-h-med", {"PI", "PT", ""}},     // Oracle Health on SAP IS-H: likewise
        {"cgm-medico", {"PI"}},              // typed throughout, 8859/1 or /15 by MSH-18
        {"cgm-clinical", {"PI", "PT", ""}},  // version 2.6, untyped numbers, no MSH-18
        {"imedone", {"PI", "PT"}},           // 8859/15 by MSH-18, merges with several numbers
        {"m-kis", {"PI", "MR", ""}},         // Meierhofer; Austrian sites put the SVNR in PID-19
    }};
    return all;
}
}  // namespace

std::optional<AdtReading> adt_profile(std::string_view name) {
    const auto& all = profiles();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    if (found == all.end()) return std::nullopt;
    AdtReading reading;
    reading.patient_types = found->patient_types;
    return reading;
}

std::vector<std::string_view> adt_profiles() {
    std::vector<std::string_view> names;
    for (const auto& profile : profiles()) names.push_back(profile.name);
    return names;
}

}  // namespace vorab::hl7
