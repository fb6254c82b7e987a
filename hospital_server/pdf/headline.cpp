#include <fmt/format.h>

#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/sections.hpp"
#include "hospital_server/pdf/words.hpp"

namespace vorab::hospital_server::pdf {
namespace json = boost::json;
namespace {
constexpr double left = Flow::left;
constexpr double width = Flow::width;

struct Look {
    const char* name;
    const char* meaning;
    Colour colour;
    Colour ink;
};

Look look_of(std::string_view priority) {
    if (priority == "sk1") return {"SK 1", "rot · sofort", {0.75, 0.05, 0.09}, white};
    if (priority == "sk2") return {"SK 2", "gelb · dringend", {1.0, 0.82, 0.10}, black};
    if (priority == "sk3") return {"SK 3", "grün · normal", {0.09, 0.47, 0.24}, white};
    return {"–", "ohne Kategorie", {0.88, 0.88, 0.88}, black};
}

/// Eight digits at a time: to be read aloud on the telephone.
std::string grouped(const std::string& id) {
    return fmt::format("{} {} {} {}", id.substr(0, 8), id.substr(8, 8), id.substr(16, 8), id.substr(24));
}

std::string name_of(const json::object& record) {
    const auto* patient = record.if_contains("patient");
    if (patient == nullptr || !patient->is_object()) return "Name unbekannt";
    const auto& known = patient->get_object();
    std::string name = text_in(known, "family_name");
    const std::string given = text_in(known, "given_name");
    if (!name.empty() && !given.empty()) name += ", ";
    name += given;
    if (name.empty()) return "Name unbekannt";
    const std::string born = text_in(known, "birth_date");
    return born.empty() ? name : name + ", geb. " + calendar_date(born);
}

std::string age_of(Reading& record) {
    const auto& months = record.look("patient", "age_months");
    const auto& years = record.look("arrival", "age");
    const auto& exact = record.look("patient", "age_years");
    record.take("arrival", "age");
    if (months.is_number() && months.to_number<double>() < 24) return decimal(months.to_number<double>()) + " Monate";
    if (exact.is_number()) return decimal(exact.to_number<double>()) + " Jahre";
    if (!years.is_number()) return {};
    return years.to_number<double>() >= 90 ? "90 Jahre oder älter" : decimal(years.to_number<double>()) + " Jahre";
}

void append(std::string& line, const std::string& words) {
    if (words.empty()) return;
    if (!line.empty()) line += "  ·  ";
    for (const char c : words) line += c == ' ' ? std::string{"\u00A0"} : std::string{c};  // breaks between the pieces
}

std::string second_line(Reading& record, const Document& document) {
    std::string line = age_of(record);
    append(line, said(record.take("arrival", "sex")));
    const auto callsign = record.take_text("arrival", "callsign");
    append(line, callsign.empty() ? document.callsign : callsign);
    const auto destination = record.take_text("arrival", "destination");
    if (!destination.empty()) append(line, "Ziel " + destination);
    const auto code = record.take_text("arrival", "code");
    // With the diagnosis it stands in its own place.
    if (!code.empty() && said(record.look("pre_notification", "diagnosis_code")) != code) append(line, "Code " + code);
    return line;
}

void draw_priority(Sheet& sheet, const Box& box, const Look& look) {
    sheet.fill(box, look.colour);
    sheet.draw(Text{sheet, look.name, {25, true, look.ink}, box.width, Align::centre}, box.x, box.y + 8);
    sheet.draw(Text{sheet, look.meaning, {8.5, true, look.ink}, box.width, Align::centre}, box.x, box.y + 43);
}

void draw_arrival(Sheet& sheet, const Box& box, Reading& record) {
    const auto eta = core::parse_rfc3339(record.take_text("arrival", "eta"));
    const std::string source = said(record.take("arrival", "eta_source"));
    const std::string time = eta ? clock_time(*eta) : "–";
    std::string below = eta ? calendar_day(*eta) : "ohne Zeit";
    if (!source.empty()) below += source == "gps" ? ", GPS" : ", " + source;
    sheet.draw(Text{sheet, "Ankunft", {8.5, true, grey}, box.width, Align::right}, box.x, box.y + 2);
    sheet.draw(Text{sheet, time, {27, true, black}, box.width, Align::right}, box.x, box.y + 9);
    sheet.draw(Text{sheet, below, {8, false, grey}, box.width, Align::right}, box.x, box.y + 45);
}

void write_flags(Flow& flow, Reading& record) {
    constexpr double padding = 5;
    double x = left;
    constexpr double height = 15;
    const auto& flags = record.take_array("arrival", "flags");
    if (flags.empty()) return;
    flow.need(2 * height);
    for (const auto& flag : flags) {
        const std::string words = flag_word(flag.as_string());
        const Text text{flow.sheet(), words, {8.5, true, black}, width};
        const double wide = text.width() + 2 * padding;
        if (x + wide > Flow::right) {
            x = left;
            flow.down(height + 3);
            flow.need(height);
        }
        flow.sheet().frame({x, flow.y(), wide, height}, 0.9, black);
        flow.sheet().draw(text, x + padding, flow.y() + 1.4);
        x += wide + 4;
    }
    flow.down(height + 4);
}

void write_cancellation(Flow& flow, Reading& record, bool cancelled) {
    if (!cancelled) return;
    const std::string reason = said(record.take("cancellation", "reason"));
    const std::string where = record.take_text("cancellation", "new_destination");
    std::string words = "STORNIERT";
    if (!reason.empty()) words += ": " + reason;
    if (!where.empty()) words += ", neues Ziel " + where;
    flow.sheet().fill({left, flow.y(), width, 18}, black);
    flow.sheet().draw(Text{flow.sheet(), words, {10, true, white}, width - 12}, left + 6, flow.y() + 1.5);
    flow.down(23);
}
}  // namespace

double begin_page(Sheet& sheet, const Document& document, int page, int pages) {
    const std::string state = fmt::format("Fassung {} vom {}", document.version, day_and_time(document.as_of));
    double y = 30;
    sheet.draw(Text{sheet, "Voranmeldung Rettungsdienst", {11, true, black}, width}, left, y);
    sheet.draw(Text{sheet, document.mailbox_name, {9, false, black}, width, Align::right}, left, y + 1);
    y += 16;
    if (page > 1) {
        sheet.draw(Text{sheet, name_of(document.record), {9, true, black}, width * 0.65}, left, y);
        sheet.draw(Text{sheet, state, {8, false, grey}, width, Align::right}, left, y + 0.8);
        y += 16;
    }
    constexpr double foot = page_height - 38;
    sheet.line(left, foot, Flow::right, foot, 0.4, grey);
    const std::string number = pages == 0 ? "" : fmt::format("Seite {} von {}", page, pages);
    sheet.draw(Text{sheet, "NIDA-ID " + grouped(document.case_id.str()) + "   ·   " + state, {7, false, grey}, width},
               left, foot + 4);
    sheet.draw(Text{sheet,
                    "erstellt " + day_and_time(document.made_at) + "   ·   " + document.organisation,
                    {7, false, grey},
                    width * 0.8},
               left, foot + 14);
    sheet.draw(Text{sheet, number, {8, true, black}, width, Align::right}, left, foot + 4);
    sheet.line(left, y, Flow::right, y, 0.8, black);
    return y + 6;
}

void write_headline(Flow& flow, Reading& record, const Document& document) {
    constexpr double beside = 104, arrival_width = 92;
    auto& sheet = flow.sheet();
    write_cancellation(flow, record, document.cancelled);
    const double top = flow.y();
    std::string keyword = record.take_text("arrival", "keyword");
    if (keyword.empty()) keyword = said(record.look("pre_notification", "diagnosis"));
    if (keyword.empty()) keyword = "Voranmeldung";
    const double middle = width - beside - arrival_width - 12;
    const Text title{sheet, keyword, {18, true, black}, middle};
    const Text second{sheet, second_line(record, document), {9.5, false, black}, middle};
    const Text words{sheet, record.take_text("arrival", "text"), {9.5, true, black}, middle};
    const double height = std::max(62.0, title.height() + second.height() + words.height() + 2);
    draw_priority(sheet, {left, top, beside - 12, 62}, look_of(record.take_text("arrival", "priority")));
    draw_arrival(sheet, {Flow::right - arrival_width, top, arrival_width, 62}, record);
    sheet.draw(title, left + beside, top - 4);
    sheet.draw(second, left + beside, top - 2 + title.height());
    sheet.draw(words, left + beside, top - 1 + title.height() + second.height());
    flow.down(height + 7);
    write_flags(flow, record);
}

}  // namespace vorab::hospital_server::pdf
