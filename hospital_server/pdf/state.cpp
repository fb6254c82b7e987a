#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/sections.hpp"
#include "hospital_server/pdf/words.hpp"

namespace vorab::hospital_server::pdf {
namespace json = boost::json;
namespace {
/// One examination stands in one column; more than so many make a second table.
constexpr std::size_t beside_each_other = 3;

struct Line {
    const char* title;
    std::vector<const char*> members;
};
const std::vector<Line> lines{{"A  Atemweg", {"airway"}},
                              {"B  Atmung", {"breathing", "breathing_text"}},
                              {"C  Kreislauf", {"circulation", "capillary_refill_s"}},
                              {"EKG", {"ecg"}},
                              {"D  Bewusstsein", {"consciousness"}},
                              {"Pupillen", {"pupils"}},
                              {"Psyche", {"psyche", "psyche_text"}},
                              {"E  Haut", {"skin", "skin_text"}},
                              {"Befund", {"text"}}};

std::string pupil(const json::object& pupils, const char* side) {
    const auto* one = pupils.if_contains(side);
    if (one == nullptr || !one->is_object()) return {};
    const auto& eye = one->get_object();
    std::string text = label(side) + " " + word_in(eye, "size");
    const auto* millimetres = eye.if_contains("size_mm");
    if (millimetres != nullptr && millimetres->is_number()) text += " " + said(*millimetres) + " mm";
    const auto light = word_in(eye, "light_reaction");
    return light.empty() ? text : text + ", Licht " + light;
}

std::string ecg(const json::object& finding) {
    std::string text = word_in(finding, "rhythm");
    const auto* leads = finding.if_contains("leads");
    if (leads != nullptr) text += " (" + said(*leads) + " Abl.)";
    const auto words = text_in(finding, "text");
    return words.empty() ? text : text + ": " + words;
}

std::string value_of(const json::object& finding, std::string_view member) {
    const auto* value = finding.if_contains(member);
    if (value == nullptr || is_empty(*value)) return {};
    if (member == "capillary_refill_s") return "Rekap " + said(*value) + " s";
    if (member == "ecg") return ecg(value->as_object());
    if (member != "pupils") return said(*value);
    const auto left = pupil(value->as_object(), "left"), right = pupil(value->as_object(), "right");
    return left.empty() || right.empty() ? left + right : left + "\n" + right;
}

std::string cell(const json::object& finding, const Line& line) {
    std::string text;
    for (const char* member : line.members) {
        const auto value = value_of(finding, member);
        if (!text.empty() && !value.empty()) text += "; ";
        text += value;
    }
    return text;
}

std::string head_of(const json::object& finding) {
    const auto at = time_in(finding, "at");
    const std::string time = at ? clock_time(*at) : "";
    const auto phase = word_in(finding, "phase");
    return phase.empty() ? "Befund " + time : phase + " " + time;
}

Table table_of(const json::array& findings, std::size_t first) {
    constexpr double title_width = 84;
    const std::size_t count = std::min(beside_each_other, findings.size() - first);
    Table table{{{"", title_width, Align::left, true}}, {}};
    for (std::size_t i = 0; i < count; ++i) {
        const double width = (Flow::width - title_width) / static_cast<double>(count);
        table.columns.push_back({head_of(findings[first + i].as_object()), width});
    }
    for (const auto& line : lines) {
        std::vector<std::string> row{line.title};
        bool any = false;
        for (std::size_t i = 0; i < count; ++i) {
            row.push_back(cell(findings[first + i].as_object(), line));
            any = any || !row.back().empty();
        }
        if (any) table.rows.push_back(std::move(row));
    }
    return table;
}
}  // namespace

void write_state(Flow& flow, Reading& record) {
    const auto& findings = record.take_list("findings");
    flow.heading("N", "Notfallpriorität");
    for (std::size_t first = 0; first < findings.size(); first += beside_each_other)
        flow.table(table_of(findings, first));
    if (findings.empty()) flow.paragraph("Kein Untersuchungsbefund übermittelt.", {9, false, grey});
}

}  // namespace vorab::hospital_server::pdf
