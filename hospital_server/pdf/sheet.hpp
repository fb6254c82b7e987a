#pragma once
// Paper: pages of A4 on which text, lines and pictures are put. The only room that sees Cairo and Pango: one sets any
// script (docs/decisions/printed-page.md), the other embeds the fonts and writes the file. Units are points (1/72
// inch) from the upper left corner. One thread at a time per sheet.
#include <memory>
#include <string>
#include <string_view>

#include "common/core/clock.hpp"
#include "common/core/encoding.hpp"

namespace vorab::hospital_server::pdf {

struct Colour {
    double red = 0;
    double green = 0;
    double blue = 0;
};
inline constexpr Colour black{};
inline constexpr Colour white{1, 1, 1};
inline constexpr Colour grey{0.36, 0.36, 0.36};
inline constexpr Colour pale{0.80, 0.80, 0.80};
inline constexpr Colour faint{0.945, 0.945, 0.945};

struct Style {
    double size = 9;
    bool bold = false;
    Colour colour = black;
};
enum class Align : std::uint8_t { left, centre, right };

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

inline constexpr double page_width = 595.276;
inline constexpr double page_height = 841.890;

class Sheet;

/// Text set to a width: measured before it is drawn, drawn whole or line by line.
class Text {
  public:
    Text(const Sheet& sheet, std::string_view utf8, const Style& style, double width, Align align = Align::left);

    double height() const;
    double width() const;  ///< of its longest line
    int lines() const;
    double line_height(int line) const;

  private:
    friend class Sheet;
    std::shared_ptr<void> layout_;
    Style style_;
};

/// What the file says of itself. No patient's data.
struct Imprint {
    std::string title;
    core::Timestamp made_at;
};

class Sheet {
  public:
    explicit Sheet(const Imprint& imprint);
    ~Sheet();
    Sheet(const Sheet&) = delete;
    Sheet& operator=(const Sheet&) = delete;

    void draw(const Text& text, double x, double y);
    void draw_line(const Text& text, int line, double x, double y);
    void line(double x1, double y1, double x2, double y2, double width = 0.5, const Colour& colour = pale);
    void fill(const Box& box, const Colour& colour);
    void frame(const Box& box, double width = 0.5, const Colour& colour = pale);
    void dot(double x, double y, double radius, const Colour& colour = black);
    /// A JPEG of these dimensions, embedded as it is, turned by quarters clockwise, scaled into `box`.
    void jpeg(core::BytesView file, int width, int height, int quarters, const Box& box);

    void next_page();
    /// The file. Throws when Cairo could not make it. Nothing is drawn after this.
    core::Bytes finish();

  private:
    friend class Text;
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vorab::hospital_server::pdf
