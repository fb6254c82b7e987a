#pragma once
// Writes down the page and on to the next: paragraphs, facts in two columns, tables whose head is repeated. Nothing is
// cut: what does not fit begins a new page, and a long text goes on there.
#include <functional>
#include <string>
#include <vector>

#include "hospital_server/pdf/sheet.hpp"

namespace vorab::hospital_server::pdf {

struct Fact {
    std::string label;
    std::string value;
    bool strong = false;
};
using Facts = std::vector<Fact>;

struct Column {
    std::string title;
    double width = 0;
    Align align = Align::left;
    bool strong = false;
};
struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows;  ///< UTF-8, one per column
};

class Flow {
  public:
    static constexpr double left = 42;
    static constexpr double right = page_width - 42;
    static constexpr double width = right - left;
    static constexpr double bottom = page_height - 50;

    /// `begin_page` draws head and foot of a page (1, 2, ...) and returns where its body begins.
    Flow(Sheet& sheet, std::function<double(Sheet& sheet, int page)> begin_page);

    Sheet& sheet() { return sheet_; }
    int page() const { return page_; }
    double y() const { return y_; }
    void down(double by) { y_ += by; }
    /// Begins a new page unless so much fits on this one.
    void need(double height);

    /// "I  Identifikation": the letter in a black square. Never the last thing on a page.
    void heading(std::string_view letter, std::string_view title);
    void subheading(std::string_view title);
    void paragraph(std::string_view text, const Style& style = {}, double x = left, double text_width = width);
    /// In two columns, long values across both. Empty values are left out.
    void facts(const Facts& facts);
    void table(const Table& table);

  private:
    void new_page();
    void wide_fact(const Fact& fact);
    void table_head(const Table& table);
    double row_height(const Table& table, const std::vector<std::string>& row) const;
    void table_row(const Table& table, const std::vector<std::string>& row, double height);

    Sheet& sheet_;
    std::function<double(Sheet&, int)> begin_page_;
    int page_ = 0;
    double y_ = 0;
};

}  // namespace vorab::hospital_server::pdf
