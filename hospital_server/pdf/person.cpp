#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/sections.hpp"

namespace vorab::hospital_server::pdf {
namespace {
std::string with_space(std::string text, const std::string& next) {
    if (!text.empty() && !next.empty()) text += ' ';
    return text + next;
}

std::string with_comma(std::string text, const std::string& next) {
    if (!text.empty() && !next.empty()) text += ", ";
    return text + next;
}

std::string full_name(Reading& record) {
    const auto affix = record.take_text("patient", "name_affix");
    const auto family = record.take_text("patient", "family_name");
    auto name = with_comma(family, record.take_text("patient", "given_name"));
    if (!affix.empty() && !name.empty()) name += " (" + affix + ")";
    return name.empty() ? "unbekannt" : name;
}

std::string born(Reading& record) {
    std::string text = said(record.take("patient", "birth_date"));
    const bool estimated = record.take("patient", "birth_date_estimated") == boost::json::value(true);
    if (!text.empty() && estimated) text += " (geschätzt)";
    const auto& years = record.take("patient", "age_years");
    const auto& months = record.take("patient", "age_months");
    const bool small = months.is_number() && months.to_number<double>() < 36;
    if (small) return with_comma(text, said(months) + " Monate");
    return years.is_number() ? with_comma(text, said(years) + " Jahre") : text;
}

std::string address(Reading& record) {
    const auto street = record.take_text("patient", "street");
    const auto road = with_space(street, record.take_text("patient", "house_number"));
    const auto code = record.take_text("patient", "postal_code");
    const auto town = with_space(code, record.take_text("patient", "city"));
    const auto country = record.take_text("patient", "country");
    return with_comma(with_comma(road, town), country == "DE" ? "" : country);
}

/// "15.01.2026, 12:40 (geschätzt)"
std::string with_certainty(Reading& record, const char* at, const char* certainty) {
    const auto time = said(record.take("questionnaire", at));
    const auto words = said(record.take("questionnaire", certainty));
    if (time.empty() || words.empty()) return time + words;
    return time + " (" + words + ")";
}
}  // namespace

void write_person(Flow& flow, Reading& record) {
    flow.heading("I", "Identifikation");
    Facts facts;
    facts.push_back({"Name", full_name(record), true});
    facts.push_back({"geboren", born(record), true});
    facts.push_back(record.fact("patient", "sex"));
    facts.push_back(record.fact("patient", "identity"));
    facts.push_back({"Anschrift", address(record)});
    record.add(facts, "insurance", {"company", "insurant_number", "company_id"});
    facts.push_back(record.fact("insurance", "status", "Versichertenstatus"));
    for (const char* member : {"private", "exempt", "read_from_card"}) {
        if (record.take("insurance", member) == boost::json::value(true))
            facts.push_back(record.fact("insurance", member));
    }
    flow.facts(facts);
}

void write_event(Flow& flow, Reading& record) {
    flow.heading("N", "Notfallereignis");
    Facts facts;
    std::string diagnosis = record.take_text("pre_notification", "diagnosis");
    const auto code = record.take_text("pre_notification", "diagnosis_code");
    const auto catalogue = record.take_text("pre_notification", "diagnosis_catalogue");
    if (!code.empty()) diagnosis += "  (" + with_space(catalogue, code) + ")";
    if (!diagnosis.empty()) flow.paragraph(diagnosis, {10, true, black});
    const auto text = record.take_text("pre_notification", "text");
    if (!text.empty()) flow.paragraph(text, {9.5, false, black});
    facts.push_back({"Ereigniszeitpunkt", with_certainty(record, "onset_at", "onset"), true});
    facts.push_back({"zuletzt gesund", with_certainty(record, "last_seen_well_at", "last_seen_well"), true});
    facts.push_back(record.fact("mission", "keyword", "Alarmstichwort"));
    record.add(facts, "mission", {"type", "site_type", "transport_from", "care", "signal_transport"});
    record.add(facts, "questionnaire", {"collapse_witnessed", "bystander_cpr", "first_responder"});
    record.add(facts, "injuries",
               {"related_to", "pattern", "mechanism", "burn_body_surface_percent", "inhalation_injury", "course"});
    const auto& sites = record.take_array("injuries", "sites");
    if (!record.look("injuries", "present").is_null() && sites.empty())
        facts.push_back(record.fact("injuries", "present", "Verletzungen"));
    record.take("injuries", "present");
    flow.facts(facts);
    if (sites.empty()) return;
    Table table{{{"Verletzung", 120, Align::left, true},
                 {"Seite", 60},
                 {"Schwere", 70},
                 {"Art", 100},
                 {"Beschreibung", Flow::width - 350}},
                {}};
    for (const auto& site : sites) {
        const auto& one = site.as_object();
        table.rows.push_back({word_in(one, "region"), word_in(one, "side"), word_in(one, "severity"),
                              word_in(one, "kind"), text_in(one, "text")});
    }
    flow.table(table);
}

}  // namespace vorab::hospital_server::pdf
