#include <algorithm>

#include "hospital_server/pdf/moments.hpp"
#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/sections.hpp"

namespace vorab::hospital_server::pdf {
namespace {
constexpr double time_width = 36;
constexpr double line_at = Flow::left + time_width + 6;
constexpr double what_at = line_at + 12;
constexpr double what_width = 138;
constexpr double detail_at = what_at + what_width + 8;

/// One moment: its time, a dot on the line of time, what happened. The mission's own times are grey and small.
void write_moment(Flow& flow, const Moment& moment, const std::string& time) {
    auto& sheet = flow.sheet();
    const bool mission = moment.kind == Kind::mission;
    const Style style{mission ? 8.0 : 9.0, moment.kind == Kind::medication, mission ? grey : black};
    const Text what{sheet, moment.what, style, mission ? Flow::right - what_at - 120 : what_width};
    const Text detail{sheet, moment.detail, {9, false, black}, Flow::right - detail_at};
    const double height = std::max(what.height(), moment.detail.empty() ? 0 : detail.height()) + 2;
    flow.need(height);
    const double y = flow.y();
    sheet.draw(Text{sheet, time, {9, !mission, mission ? grey : black}, time_width, Align::right}, Flow::left, y);
    if (moment.at) sheet.line(line_at, y - 1, line_at, y + height - 1, 0.8, pale);
    if (moment.at) sheet.dot(line_at, y + 6.6, mission ? 1.4 : 2.4, mission ? grey : black);
    sheet.draw(what, what_at, y);
    if (!mission) sheet.draw(detail, detail_at, y);
    flow.down(height);
}

void write_moments(Flow& flow, const std::vector<Moment>& moments) {
    std::string before;
    bool timed = true;
    for (const auto& moment : moments) {
        if (timed && !moment.at) {
            timed = false;
            flow.subheading("Ohne Zeitangabe");
        }
        const std::string time = moment.at ? clock_time(*moment.at) : "";
        write_moment(flow, moment, time == before ? "" : time);
        before = time;
    }
}
}  // namespace

void write_actions(Flow& flow, Reading& record) {
    flow.heading("H", "Handlung");
    if (record.take("medication", "none_given") == boost::json::value(true))
        flow.paragraph("Keine Medikamente gegeben.", {9, true, black});
    write_moments(flow, moments_of(record));
    flow.down(3);
    Facts facts;
    facts.push_back(record.fact("measures", "omitted"));
    facts.back().strong = true;
    facts.push_back(record.fact("measures", "other"));
    record.add(facts, "questionnaire", {"catecholamines", "intubation", "resuscitation"});
    flow.facts(facts);
}

}  // namespace vorab::hospital_server::pdf
