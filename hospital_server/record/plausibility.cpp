#include "hospital_server/record/plausibility.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <span>
#include <string>

#include "common/core/clock.hpp"

namespace vorab::hospital_server::record {
namespace json = boost::json;
namespace {
/// Outside of this no living patient is known, or the device has shown something else: LOINC code, unit, limits.
struct Range {
    std::string_view code;
    std::string_view unit;
    double least;
    double most;
};
constexpr std::array<Range, 11> ranges{{{"8867-4", "/min", 20, 250},
                                        {"8480-6", "mm[Hg]", 40, 280},
                                        {"8462-4", "mm[Hg]", 20, 180},
                                        {"8478-0", "mm[Hg]", 25, 220},
                                        {"9279-1", "/min", 4, 70},
                                        {"59408-5", "%", 50, 100},
                                        {"8310-5", "Cel", 24, 42.5},
                                        {"2339-0", "mg/dL", 15, 900},
                                        {"19891-1", "mm[Hg]", 5, 110},
                                        {"72514-3", "{score}", 0, 10},
                                        {"29463-7", "kg", 0.4, 350}}};

constexpr std::array<std::string_view, 3> gcs_items{"eye", "verbal", "motor"};
constexpr std::array<std::string_view, 9> pees_items{
    "eyes_open",         "gaze_deviation",      "one_sided_stiffness", "one_sided_twitching", "automatisms_confusion",
    "seizure_over_30_s", "impaired_over_3_min", "tongue_bite",         "known_epilepsy"};
constexpr std::array<std::string_view, 4> four_i_ss_items{"vigilance", "gaze_head", "hemiparesis", "speech"};
constexpr std::array<std::string_view, 5> apgar_items{"appearance", "pulse", "grimace", "activity", "respiration"};
constexpr std::array<std::string_view, 7> snihss_items{"consciousness", "face",     "arm",       "leg",
                                                       "sensation",     "language", "dysarthria"};
constexpr std::array<std::string_view, 9> snihss_by_side{
    "consciousness", "face", "arm_left", "arm_right", "leg_left", "leg_right", "sensation", "language", "dysarthria"};

/// As a mission goes. Crews press late, so a step may be missing.
constexpr std::array<std::string_view, 7> steps{"alarm",    "status_3", "status_4",   "at_patient",
                                                "status_7", "status_8", "handed_over"};

const json::object& object_in(const json::object& object, std::string_view name) {
    static const json::object none;
    const auto* value = object.if_contains(name);
    return value && value->is_object() ? value->get_object() : none;
}

const json::array& array_in(const json::object& object, std::string_view name) {
    static const json::array none;
    const auto* value = object.if_contains(name);
    return value && value->is_array() ? value->get_array() : none;
}

std::string_view text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

std::optional<core::Timestamp> time_in(const json::object& object, std::string_view name) {
    const auto time = core::parse_rfc3339(text_in(object, name));
    return time ? std::optional{*time} : std::nullopt;
}

/// GKV-Spitzenverband, "Struktur der Krankenversichertennummer": a letter, eight digits, and the check digit of the
/// first nine places (the letter as two digits, weights 1 and 2, cross sums, modulo 10). Anything else is no KVNR.
bool is_wrong_kvnr(std::string_view number) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool form =
        number.size() == 10 && number[0] >= 'A' && number[0] <= 'Z' && std::ranges::all_of(number.substr(1), digit);
    if (!form) return false;
    const int letter = number[0] - 'A' + 1;
    std::array<int, 10> places{letter / 10, letter % 10};
    for (std::size_t i = 1; i < 9; ++i) places.at(i + 1) = number[i] - '0';
    int sum = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const int product = places.at(i) * (i % 2 == 0 ? 1 : 2);
        sum += product / 10 + product % 10;
    }
    return sum % 10 != number[9] - '0';
}

class Judge {
  public:
    explicit Judge(const json::object& record) : record_(record) {}

    json::array judged() {
        patient();
        times();
        questionnaire();
        measurements();
        score("gcs", gcs_items);
        score("pees", pees_items);
        score("four_i_ss", four_i_ss_items);
        score("snihss_ems", snihss_items);
        score("snihss_ems", snihss_by_side);
        score("apgar", apgar_items);
        medication();
        return std::move(flags_);
    }

  private:
    void flag(const std::string& pointer, const char* what) {
        flags_.push_back({{"pointer", pointer}, {"flag", what}});
    }

    void patient() {
        const auto& patient = object_in(record_, "patient");
        const auto birth_date = text_in(patient, "birth_date");
        const auto created = text_in(object_in(record_, "slip"), "created_at").substr(0, 10);
        if (!birth_date.empty() && !created.empty() && birth_date > created) flag("/patient/birth_date", "future");
        const auto& insurance = object_in(record_, "insurance");
        if (is_wrong_kvnr(text_in(insurance, "insurant_number"))) flag("/insurance/insurant_number", "check_digit");
        const auto pregnant = text_in(object_in(record_, "questionnaire"), "pregnant");
        if (text_in(patient, "sex") == "male" && pregnant == "yes") flag("/questionnaire/pregnant", "contradiction");
    }

    void times() {
        const auto& times = object_in(record_, "times");
        std::optional<core::Timestamp> before;
        for (const auto step : steps) {
            const auto time = time_in(times, step);
            if (!time) continue;
            if (before && *time < *before) flag("/times/" + std::string{step}, "order");
            before = std::max(before.value_or(*time), *time);
        }
    }

    void questionnaire() {
        const auto created = time_in(object_in(record_, "slip"), "created_at");
        const auto& asked = object_in(record_, "questionnaire");
        for (const std::string name : {"onset_at", "last_seen_well_at", "rosc_at"}) {
            const auto time = time_in(asked, name);
            if (time && created && *time > *created + std::chrono::minutes{10})
                flag("/questionnaire/" + name, "future");
        }
    }

    void measurements() {
        std::size_t index = 0;
        for (const auto& entry : array_in(record_, "measurements")) {
            const auto& measured = entry.as_object();
            const double value = measured.at("value").to_number<double>();
            const auto known = std::ranges::find_if(ranges, [&](const Range& range) {
                return range.code == text_in(measured, "code") && range.unit == text_in(measured, "unit");
            });
            if (known != ranges.end() && (value < known->least || value > known->most))
                flag("/measurements/" + std::to_string(index), "out_of_range");
            ++index;
        }
    }

    /// Only where all items are given: one that could not be tested makes no sum.
    void score(std::string_view scale, std::span<const std::string_view> items) {
        std::size_t index = 0;
        for (const auto& entry : array_in(object_in(record_, "scores"), scale)) {
            const auto& score = entry.as_object();
            const bool whole = std::ranges::all_of(items, [&](auto item) { return score.contains(item); });
            if (whole && score.contains("sum") && sum_of(score, items) != score.at("sum").as_int64())
                flag("/scores/" + std::string{scale} + "/" + std::to_string(index) + "/sum", "sum_differs");
            ++index;
        }
    }

    static std::int64_t sum_of(const json::object& score, std::span<const std::string_view> items) {
        return std::accumulate(items.begin(), items.end(), std::int64_t{0},
                               [&](std::int64_t sum, auto item) { return sum + score.at(item).as_int64(); });
    }

    void medication() {
        const auto& medication = object_in(record_, "medication");
        const auto* none = medication.if_contains("none_given");
        if (none && none->is_bool() && none->get_bool() && !array_in(medication, "given").empty())
            flag("/medication/none_given", "contradiction");
    }

    const json::object& record_;
    json::array flags_;
};
}  // namespace

json::array implausible(const json::object& record) { return Judge{record}.judged(); }
}  // namespace vorab::hospital_server::record
