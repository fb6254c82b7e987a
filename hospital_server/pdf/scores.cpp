#include <array>

#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/sections.hpp"
#include "hospital_server/pdf/words.hpp"

namespace vorab::hospital_server::pdf {
namespace json = boost::json;
namespace {
constexpr std::array kinds{"gcs", "four_i_ss", "snihss_ems", "pees", "apgar"};

bool is_item(std::string_view member) {
    return member != "at" && member != "phase" && member != "sum" && member != "minute";
}

struct Items {
    std::string text;
    double sum = 0;
    bool any = false;
};

Items items_of(const json::object& score) {
    Items items;
    for (const auto& item : score) {
        if (!is_item(item.key()) || is_empty(item.value())) continue;
        if (!items.text.empty()) items.text += "  ·  ";
        items.text += label(item.key()) + (item.value().is_array() ? ": " : " ") + said(item.value());
        if (!item.value().is_number()) continue;
        items.sum += item.value().to_number<double>();
        items.any = true;
    }
    return items;
}

std::string when(const json::object& score) {
    const auto at = time_in(score, "at");
    if (at) return clock_time(*at);
    const auto* minute = score.if_contains("minute");
    return minute != nullptr ? said(*minute) + " min" : "";
}

std::vector<std::string> row_of(const json::object& score, std::string name) {
    auto items = items_of(score);
    const auto* sum = score.if_contains("sum");
    const std::string given = sum != nullptr && sum->is_number() ? said(*sum) : "–";
    if (sum != nullptr && sum->is_number() && items.any && sum->to_number<double>() != items.sum)
        items.text += "   (Einzelwerte ergeben " + decimal(items.sum) + ")";
    return {std::move(name), when(score), word_in(score, "phase"), given, items.text};
}
}  // namespace

void write_scores(Flow& flow, Reading& record) {
    Table table{{{"Score", 96, Align::left, true},
                 {"Zeit", 40},
                 {"", 58},
                 {"Summe", 40, Align::left, true},
                 {"Einzelwerte", Flow::width - 234}},
                {}};
    for (const char* kind : kinds) {
        std::string name = label(kind);
        for (const auto& score : record.take_array("scores", kind))
            table.rows.push_back(row_of(score.as_object(), std::exchange(name, {})));
    }
    const auto naca = record.take_text("scores", "naca");
    if (!naca.empty()) table.rows.push_back({label("naca"), "", "", naca, ""});
    if (table.rows.empty()) return;
    flow.subheading("Scores");
    flow.table(table);
}

}  // namespace vorab::hospital_server::pdf
