#include "hospital_server/pdf/moments.hpp"

#include <algorithm>

#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/words.hpp"

namespace vorab::hospital_server::pdf {
namespace json = boost::json;
namespace {
using Moments = std::vector<Moment>;

std::optional<core::Timestamp> as_time(const json::value& value) {
    if (!value.is_string()) return std::nullopt;
    const auto at = core::parse_rfc3339(value.get_string());
    if (!at) return std::nullopt;
    return *at;
}

void add(std::string& to, const std::string& words, const char* between = ", ") {
    if (words.empty()) return;
    if (!to.empty()) to += between;
    to += words;
}

std::string number_in(const json::object& object, const char* member, const std::string& unit,
                      const char* before = "") {
    const auto* value = object.if_contains(member);
    if (value == nullptr || !value->is_number()) return {};
    return before + said(*value) + (unit.empty() ? "" : " " + unit);
}

Moment given(const json::object& drug) {
    std::string detail = number_in(drug, "dose", unit_text(text_in(drug, "unit")));
    add(detail, number_in(drug, "rate_ml_per_h", "ml/h"));
    add(detail, text_in(drug, "concentration"));
    add(detail, word_in(drug, "form"), " ");
    const auto end = time_in(drug, "ended_at");
    if (end) add(detail, "bis " + clock_time(*end));
    add(detail, word_in(drug, "by"));
    add(detail, text_in(drug, "text"));
    return {time_in(drug, "at"), Kind::medication, text_in(drug, "name"), detail};
}

Moment access(const json::object& line) {
    std::string detail = word_in(line, "kind");
    add(detail, text_in(line, "site"));
    add(detail, word_in(line, "side"), " ");
    add(detail, text_in(line, "gauge"));
    const auto* count = line.if_contains("count");
    if (count != nullptr && count->to_number<double>() > 1) add(detail, said(*count) + " Stück");
    return {time_in(line, "at"), Kind::measure, "Zugang", detail};
}

Moment shock(const json::object& one) {
    const auto* synchronous = one.if_contains("cardioversion");
    const bool cardioversion = synchronous != nullptr && *synchronous == json::value(true);
    return {time_in(one, "at"), Kind::measure, cardioversion ? "Kardioversion" : "Schock",
            number_in(one, "joule", "J")};
}

void add_airway(Moments& all, Reading& record) {
    std::string detail = said(record.take("measures", "airway"));
    const std::string size = said(record.take("measures", "tube_size_mm"));
    const std::string depth = said(record.take("measures", "tube_depth_cm"));
    if (!size.empty()) add(detail, "Tubus " + size + " mm");
    if (!depth.empty()) add(detail, "Tiefe " + depth + " cm");
    const auto at = as_time(record.take("measures", "airway_at"));
    if (!detail.empty() || at) all.push_back({at, Kind::measure, "Atemweg", detail});
}

void add_ventilation(Moments& all, Reading& record) {
    const auto& ventilation = record.take_object("measures", "ventilation");
    if (ventilation.empty()) return;
    const auto* modes = ventilation.if_contains("modes");
    std::string detail = modes != nullptr ? said(*modes) : "";
    add(detail, number_in(ventilation, "oxygen_l_per_min", "l/min", "O₂ "));
    add(detail, number_in(ventilation, "fio2_percent", "%", "FiO₂ "));
    add(detail, number_in(ventilation, "peep_mbar", "mbar", "PEEP "));
    add(detail, number_in(ventilation, "tidal_volume_ml", "ml", "Vt "));
    add(detail, number_in(ventilation, "rate_per_min", "/min", "AF "));
    all.push_back({time_in(ventilation, "at"), Kind::measure, "Beatmung", detail});
}

void add_defibrillation(Moments& all, Reading& record) {
    const auto& group = record.take_object("measures", "defibrillation");
    const auto* shocks = group.if_contains("shocks");
    if (shocks != nullptr) {
        for (const auto& one : shocks->as_array()) all.push_back(shock(one.as_object()));
    }
    std::string detail = number_in(group, "shock_count", "", "Schocks insgesamt ");
    add(detail, word_in(group, "waveform"));
    if (!detail.empty()) all.push_back({std::nullopt, Kind::measure, "Defibrillation", detail});
    const auto* pacer = group.if_contains("pacer");
    if (pacer == nullptr) return;
    std::string rhythm = number_in(pacer->as_object(), "rate_per_min", "/min");
    add(rhythm, number_in(pacer->as_object(), "current_ma", "mA"));
    all.push_back({time_in(pacer->as_object(), "at"), Kind::measure, "Schrittmacher", rhythm});
}

void add_resuscitation(Moments& all, Reading& record) {
    const auto& group = record.take_object("measures", "resuscitation");
    const auto begun = time_in(group, "started_at"), ended = time_in(group, "ended_at");
    const auto* device = group.if_contains("mechanical_device");
    const bool mechanical = device != nullptr && *device == json::value(true);
    const auto outcome = word_in(group, "outcome");
    if (!group.empty())
        all.push_back({begun, Kind::measure, "Reanimation", mechanical ? "mit mechanischer Hilfe" : "begonnen"});
    if (ended || !outcome.empty()) all.push_back({ended, Kind::measure, "Reanimation beendet", outcome});
    const auto rosc = as_time(record.take("questionnaire", "rosc_at"));
    if (rosc) all.push_back({rosc, Kind::measure, "ROSC", ""});
}

void add_mission_times(Moments& all, Reading& record) {
    for (const char* member : {"alarm", "physician_alarm", "status_3", "status_4", "at_patient", "physician_at_patient",
                               "status_7", "status_8", "handed_over", "status_1", "status_2"}) {
        const auto at = as_time(record.take("times", member));
        if (at) all.push_back({at, Kind::mission, label(member), ""});
    }
    const auto announced = as_time(record.take("pre_notification", "announced_at"));
    if (!announced) return;
    std::string words = "angemeldet";
    add(words, record.take_text("pre_notification", "spoken_with"));
    all.push_back({announced, Kind::mission, words, ""});
}

void add_untimed(Moments& all, Reading& record) {
    for (const char* member : {"positioning", "immobilisation", "bleeding_control"}) {
        const auto words = said(record.take("measures", member));
        if (!words.empty()) all.push_back({std::nullopt, Kind::measure, label(member), words});
    }
    for (const char* member : {"warming", "cooling", "blood_glucose_treated"}) {
        const auto& value = record.take("measures", member);
        if (value.is_bool()) all.push_back({std::nullopt, Kind::measure, label(member), said(value)});
    }
}
}  // namespace

std::vector<Moment> moments_of(Reading& record) {
    Moments all;
    add_mission_times(all, record);
    for (const auto& drug : record.take_array("medication", "given")) all.push_back(given(drug.as_object()));
    for (const auto& line : record.take_array("measures", "accesses")) all.push_back(access(line.as_object()));
    add_airway(all, record);
    add_ventilation(all, record);
    add_defibrillation(all, record);
    add_resuscitation(all, record);
    add_untimed(all, record);
    std::ranges::stable_sort(all, {}, [](const Moment& moment) { return moment.at.value_or(core::Timestamp::max()); });
    return all;
}

}  // namespace vorab::hospital_server::pdf
