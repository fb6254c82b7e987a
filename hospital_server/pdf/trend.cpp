#include "hospital_server/pdf/trend.hpp"

#include <algorithm>
#include <array>

#include "hospital_server/pdf/said.hpp"

namespace vorab::hospital_server::pdf {
namespace {
using std::chrono::minutes;
constexpr double axis_width = 30;
constexpr double plot_height = 84;
constexpr double strip_height = 34;
constexpr Style axis_style{6.5, false, grey};
constexpr Colour ink_pressure{0.10, 0.10, 0.10};
constexpr Colour ink_rate{0.72, 0.07, 0.10};
constexpr Colour ink_oxygen{0.05, 0.32, 0.62};

struct Span {
    core::Timestamp begin = core::Timestamp::max();
    core::Timestamp end = core::Timestamp::min();
    void take(const Series* series) {
        if (series == nullptr || series->values.empty()) return;
        begin = std::min(begin, series->values.front().at);
        end = std::max(end, series->values.back().at);
    }
    double share(core::Timestamp at) const {
        return static_cast<double>((at - begin).count()) / static_cast<double>((end - begin).count());
    }
};

/// A rectangle with a scale: values outside it are drawn on its edge, never beyond.
struct Panel {
    Box box;
    double low = 0;
    double high = 1;
    Span span;
    double x(core::Timestamp at) const { return box.x + span.share(at) * box.width; }
    double y(double value) const {
        return box.y + box.height * (1 - (std::clamp(value, low, high) - low) / (high - low));
    }
};

void draw_axis(Sheet& sheet, const Panel& panel, double step) {
    for (double value = panel.low; value <= panel.high; value += step) {
        const double y = panel.y(value);
        sheet.line(panel.box.x, y, panel.box.x + panel.box.width, y, 0.3, pale);
        sheet.draw(Text{sheet, decimal(value), axis_style, axis_width - 4, Align::right}, panel.box.x - axis_width,
                   y - 4.5);
    }
}

void draw_times(Sheet& sheet, const Panel& panel) {
    constexpr std::array<int, 9> steps{1, 2, 5, 10, 15, 30, 60, 240, 1440};
    const auto length = std::chrono::ceil<minutes>(panel.span.end - panel.span.begin).count();
    const auto* step = std::ranges::find_if(steps, [&](int minute) { return length / minute <= 10; });
    const minutes apart{step == steps.end() ? length : *step};
    const auto first = std::chrono::floor<minutes>(panel.span.begin).time_since_epoch();
    core::Timestamp at{first - first % apart + apart};
    const double below = panel.box.y + panel.box.height;
    for (; at <= panel.span.end; at += apart) {
        sheet.line(panel.x(at), below, panel.x(at), below + 3, 0.5, grey);
        sheet.draw(Text{sheet, clock_time(at), axis_style, 40, Align::centre}, panel.x(at) - 20, below + 3);
    }
}

void draw_course(Sheet& sheet, const Panel& panel, const Series& series, const Colour& ink) {
    const Value* before = nullptr;
    for (const auto& value : series.values) {
        const double x = panel.x(value.at), y = panel.y(value.value);
        if (before != nullptr) sheet.line(panel.x(before->at), panel.y(before->value), x, y, 0.9, ink);
        sheet.dot(x, y, 1.7, ink);
        before = &value;
    }
}

void draw_tip(Sheet& sheet, const Panel& panel, const Value& value, double outward) {
    const double x = panel.x(value.at), y = panel.y(value.value);
    sheet.line(x - 2.6, y + outward, x, y, 1, ink_pressure);
    sheet.line(x + 2.6, y + outward, x, y, 1, ink_pressure);
}

/// As on an anaesthetist's chart: the systolic point downwards from above, the diastolic upwards, a line between.
void draw_pressure(Sheet& sheet, const Panel& panel, const Series& systolic, const Series* diastolic) {
    for (const auto& value : systolic.values) {
        draw_tip(sheet, panel, value, -3.4);
        if (diastolic == nullptr) continue;
        const auto low = std::ranges::find(diastolic->values, value.at, &Value::at);
        if (low == diastolic->values.end()) continue;
        draw_tip(sheet, panel, *low, 3.4);
        sheet.line(panel.x(value.at), panel.y(value.value), panel.x(value.at), panel.y(low->value), 0.7, ink_pressure);
    }
}

double highest(const Series* series, double at_least) {
    if (series == nullptr) return at_least;
    for (const auto& value : series->values) at_least = std::max(at_least, value.value);
    return at_least;
}

void draw_legend(Flow& flow, bool pressure, bool rate, bool oxygen) {
    auto& sheet = flow.sheet();
    double x = Flow::left + axis_width;
    const auto say = [&](bool shown, const char* words, const Colour& ink) {
        if (!shown) return;
        const Text text{sheet, words, {7, true, ink}, 200};
        sheet.draw(text, x, flow.y());
        x += text.width() + 16;
    };
    say(pressure, "∨ ∧  RR mmHg", ink_pressure);
    say(rate, "●  HF /min", ink_rate);
    say(oxygen, "●  SpO₂ % (untere Spur)", ink_oxygen);
    flow.down(11);
}
}  // namespace

void draw_trend(Flow& flow, const std::vector<Series>& all) {
    const auto *systolic = find_series(all, "8480-6"), *rate = find_series(all, "8867-4"),
               *oxygen = find_series(all, "59408-5");
    Span span;
    for (const auto* series : {systolic, rate, oxygen}) span.take(series);
    if (span.begin >= span.end) return;
    const bool upper = systolic != nullptr || rate != nullptr;
    flow.need(11 + (upper ? plot_height : 0) + (oxygen != nullptr ? strip_height + 14 : 0) + 20);
    draw_legend(flow, systolic != nullptr, rate != nullptr, oxygen != nullptr);
    auto& sheet = flow.sheet();
    const double x = Flow::left + axis_width, width = Flow::width - axis_width - 6;
    Panel last{{x, flow.y() + 3, width, 0}, 0, 1, span};
    if (upper) {
        const double top = highest(rate, highest(systolic, 160)) > 160 ? 240 : 160;
        last = {{x, flow.y() + 3, width, plot_height}, 0, top, span};
        draw_axis(sheet, last, 40);
        if (systolic != nullptr) draw_pressure(sheet, last, *systolic, find_series(all, "8462-4"));
        if (rate != nullptr) draw_course(sheet, last, *rate, ink_rate);
        flow.down(plot_height + 14);
    }
    if (oxygen != nullptr) {
        last = {{x, flow.y() + 3, width, strip_height}, 70, 100, span};
        draw_axis(sheet, last, 10);
        draw_course(sheet, last, *oxygen, ink_oxygen);
        flow.down(strip_height + 6);
    }
    draw_times(sheet, last);
    flow.down(18);
}

}  // namespace vorab::hospital_server::pdf
