#include "tools/alarm_server/options.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vorab::alarm_server {

core::Result<Fault> fault_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Fault>, 15> names{{
        {"none", Fault::none},
        {"indications-first", Fault::indications_first},
        {"split-frames", Fault::split_frames},
        {"merged-frames", Fault::merged_frames},
        {"wrong-length", Fault::wrong_length},
        {"no-namespace", Fault::no_namespace},
        {"prefix", Fault::prefix},
        {"odd-words", Fault::odd_words},
        {"missing-fields", Fault::missing_fields},
        {"silent", Fault::silent},
        {"silent-start", Fault::silent_start},
        {"standby", Fault::standby},
        {"late-start", Fault::late_start},
        {"twice", Fault::twice},
        {"flood", Fault::flood},
    }};
    const auto* found = std::find_if(names.begin(), names.end(), [&](const auto& row) { return row.first == name; });
    if (found == names.end()) return core::Failure{core::Problem::not_found, "no fault of that name"};
    return found->second;
}

core::Result<Outcome> outcome_named(std::string_view name) {
    if (name == "accepted") return Outcome{};
    if (name == "rejected") return Outcome{"Rejected", "Negative confirmed"};
    if (name == "busy") return Outcome{"Busy", "None"};
    if (name == "no-answer") return Outcome{"No answer", "None"};
    if (name == "reached") return Outcome{"Reached", "Positive"};
    return core::Failure{core::Problem::not_found, "an outcome is accepted, rejected, busy, no-answer or reached"};
}

}  // namespace vorab::alarm_server
