#include "hospital_server/pdf/flow.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace vorab::hospital_server::pdf {
namespace {
constexpr double label_width = 92;
constexpr double gutter = 14;
constexpr double column_width = (Flow::width - gutter) / 2;
constexpr double value_width = column_width - label_width;
constexpr double wide_value_width = Flow::width - label_width;
constexpr double cell_padding = 3;
constexpr double keep_with_heading = 46;
constexpr Style label_style{7.5, false, grey};
constexpr Style head_style{7.5, true, grey};
constexpr Style cell_style{8.5, false, black};
constexpr double tallest_beside = 40;  ///< a value of more than three lines goes across both columns

/// A small label stands on the baseline of the value beside it.
constexpr double label_drop = 1.6;

struct Cell {
    Cell(const Sheet& sheet, const Fact& fact)
        : label(sheet, fact.label, label_style, label_width - 6),
          value(sheet, fact.value, {9, fact.strong, black}, value_width) {}
    double height() const { return std::max(label.height() + label_drop, value.height()) + 2; }
    Text label;
    Text value;
};

void draw(Sheet& sheet, const Cell& cell, double x, double y) {
    sheet.draw(cell.label, x, y + label_drop);
    sheet.draw(cell.value, x + label_width, y);
}
}  // namespace

Flow::Flow(Sheet& sheet, std::function<double(Sheet&, int)> begin_page)
    : sheet_(sheet), begin_page_(std::move(begin_page)) {
    y_ = begin_page_(sheet_, ++page_);
}

void Flow::new_page() {
    sheet_.next_page();
    y_ = begin_page_(sheet_, ++page_);
}

void Flow::need(double height) {
    if (y_ + height > bottom) new_page();
}

void Flow::heading(std::string_view letter, std::string_view title) {
    constexpr double side = 15;
    y_ += 9;
    need(side + keep_with_heading);
    const double indent = letter.empty() ? 0 : side + 7;
    if (!letter.empty()) {
        sheet_.fill({left, y_, side, side}, black);
        sheet_.draw(Text{sheet_, letter, {10.5, true, white}, side, Align::centre}, left, y_ + 0.2);
    }
    sheet_.draw(Text{sheet_, title, {10.5, true, black}, width - indent}, left + indent, y_ + 0.2);
    sheet_.line(left, y_ + side, right, y_ + side, 0.8, black);
    y_ += side + 5;
}

void Flow::subheading(std::string_view title) {
    const Text text{sheet_, title, {8.5, true, grey}, width};
    y_ += 4;
    need(text.height() + keep_with_heading);
    sheet_.draw(text, left, y_);
    y_ += text.height() + 2;
}

void Flow::paragraph(std::string_view words, const Style& style, double x, double text_width) {
    const Text text{sheet_, words, style, text_width};
    for (int line = 0; line < text.lines(); ++line) {
        const double height = text.line_height(line);
        need(height);
        sheet_.draw_line(text, line, x, y_);
        y_ += height;
    }
    y_ += 2;
}

void Flow::wide_fact(const Fact& fact) {
    const Text name{sheet_, fact.label, label_style, label_width - 6};
    need(std::max(name.height(), 14.0));
    sheet_.draw(name, left, y_ + label_drop);
    const double beside = y_ + name.height() + label_drop;
    const int page_of_label = page_;
    paragraph(fact.value, {9, fact.strong, black}, left + label_width, wide_value_width);
    if (page_ == page_of_label) y_ = std::max(y_, beside);
}

void Flow::facts(const Facts& facts) {
    std::optional<Cell> waiting;  // the left one of a row
    const auto flush = [&](const Cell* beside) {
        const double height = std::max(waiting->height(), beside != nullptr ? beside->height() : 0);
        need(height);
        draw(sheet_, *waiting, left, y_);
        if (beside != nullptr) draw(sheet_, *beside, left + column_width + gutter, y_);
        y_ += height;
        waiting.reset();
    };
    for (const auto& fact : facts) {
        if (fact.value.empty()) continue;
        Cell cell{sheet_, fact};
        if (cell.value.height() > tallest_beside) {
            if (waiting) flush(nullptr);
            wide_fact(fact);
        } else if (waiting) {
            flush(&cell);
        } else {
            waiting = std::move(cell);
        }
    }
    if (waiting) flush(nullptr);
}

double Flow::row_height(const Table& table, const std::vector<std::string>& row) const {
    double height = 0;
    for (std::size_t i = 0; i < row.size(); ++i)
        height = std::max(height, Text{sheet_, row[i], cell_style, table.columns[i].width - cell_padding}.height());
    return height + 2.4;
}

void Flow::table_head(const Table& table) {
    double tallest = 0;
    for (const auto& column : table.columns)
        tallest = std::max(tallest, Text{sheet_, column.title, head_style, column.width - cell_padding}.height());
    double x = left;
    for (const auto& column : table.columns) {
        const Text title{sheet_, column.title, head_style, column.width - cell_padding, column.align};
        sheet_.draw(title, x, y_ + tallest - title.height());
        x += column.width;
    }
    y_ += tallest + 1;
    sheet_.line(left, y_, x, y_, 0.6, grey);
    y_ += 1.5;
}

void Flow::table_row(const Table& table, const std::vector<std::string>& row, double height) {
    double x = left;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto& column = table.columns[i];
        const Style style{cell_style.size, column.strong, black};
        sheet_.draw(Text{sheet_, row[i], style, column.width - cell_padding, column.align}, x, y_);
        x += column.width;
    }
    y_ += height;
    sheet_.line(left, y_ - 1, x, y_ - 1, 0.3, pale);
}

void Flow::table(const Table& table) {
    if (table.rows.empty()) return;
    const double first_row = row_height(table, table.rows.front());
    need(16 + first_row);
    table_head(table);
    for (const auto& row : table.rows) {
        const double height = row_height(table, row);
        if (y_ + height > bottom) {
            new_page();
            table_head(table);
        }
        table_row(table, row, height);
    }
    y_ += 4;
}

}  // namespace vorab::hospital_server::pdf
