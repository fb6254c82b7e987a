#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/sections.hpp"
#include "hospital_server/pdf/words.hpp"

namespace vorab::hospital_server::pdf {
namespace json = boost::json;
namespace {
/// An empty list was sent too: somebody asked, and there are none.
Fact allergies(Reading& record) {
    const auto& value = record.take("history", "allergies");
    if (value.is_array() && value.get_array().empty()) return {label("allergies"), "keine angegeben"};
    return {label("allergies"), said(value), true};
}

void write_tick(Flow& flow, std::string_view words) {
    constexpr double side = 10, height = 17;
    flow.need(height);
    auto& sheet = flow.sheet();
    sheet.frame({Flow::left, flow.y() + 2, side, side}, 0.8, black);
    sheet.draw(Text{sheet, words, {9, false, black}, Flow::width - 200}, Flow::left + side + 7, flow.y() + 0.6);
    const double line = flow.y() + side + 2;
    sheet.draw(Text{sheet, "Name, Uhrzeit", {7, false, grey}, 60}, Flow::right - 176, flow.y() + 2.5);
    sheet.line(Flow::right - 124, line, Flow::right, line, 0.5, grey);
    flow.down(height);
}

std::string attachment_words(const json::object& attachment) {
    std::string words = word_in(attachment, "kind") + " „" + text_in(attachment, "name") + "“";
    const auto at = time_in(attachment, "taken_at");
    if (at) words += ", " + clock_time(*at);
    const auto description = text_in(attachment, "description");
    return description.empty() ? words : words + ": " + description;
}

void write_attachments(Flow& flow, const json::object& record) {
    const auto* attachments = record.if_contains("attachments");
    if (attachments == nullptr || !attachments->is_array() || attachments->get_array().empty()) return;
    flow.subheading("Anhänge in der Akte");
    for (const auto& one : attachments->get_array()) flow.paragraph("–  " + attachment_words(one.as_object()));
}
}  // namespace

void write_history(Flow& flow, Reading& record) {
    flow.heading("A", "Anamnese");
    const auto text = record.take_text("history", "text");
    if (!text.empty()) flow.paragraph(text, {9.5, false, black});
    Facts facts;
    facts.push_back(allergies(record));
    record.add(facts, "history", {"illness", "illnesses", "regular_medication"});
    facts.push_back(record.fact("questionnaire", "anticoagulants"));
    record.add(facts, "questionnaire",
               {"infection", "pregnant", "week_of_pregnancy", "pre_mrs", "pain", "be_fast", "stemi", "infarction",
                "bypass", "catheter"});
    facts.push_back(record.fact("history", "last_meal_at"));
    flow.facts(facts);
}

void write_summary(Flow& flow, Reading& record) {
    flow.heading("F", "Fazit");
    Facts facts;
    record.add(facts, "pre_notification", {"announced_to", "estimated_arrival", "calculated_arrival"});
    record.add(facts, "mission", {"transport_to"});
    record.add(facts, "handover", {"condition", "place", "at", "received_by", "escort", "valuables"});
    facts.push_back({"Bemerkungen", record.take_line("remarks")});
    flow.facts(facts);
    write_tick(flow, "Zusammenfassung vom aufnehmenden Team wiederholt");
}

void write_questions(Flow& flow, Reading& record) {
    constexpr double between_lines = 19;
    flow.heading("T", "Teamfragen");
    Facts facts;
    facts.push_back({"Rückruf Fahrzeug", record.take_text("callback", "vehicle"), true});
    facts.push_back({"Leitstelle", record.take_text("callback", "control_centre"), true});
    facts.push_back({"Angehörige", record.take_text("callback", "relatives"), true});
    facts.push_back({"", record.take_text("callback", "relatives_name")});
    flow.facts(facts);
    flow.need(2 * between_lines);
    for (int i = 0; i < 2; ++i) {
        flow.down(between_lines);
        flow.sheet().line(Flow::left, flow.y() - 3, Flow::right, flow.y() - 3, 0.4, grey);
    }
}

void write_rest(Flow& flow, const Reading& record, const Document& document) {
    const auto rest = record.rest();
    if (!rest.empty()) flow.heading("", "Weitere Angaben");
    for (const auto& group : rest) {
        flow.subheading(group.title);
        flow.facts(group.facts);
    }
    write_attachments(flow, document.record);
}

}  // namespace vorab::hospital_server::pdf
