#include "hospital_server/pdf/sheet.hpp"

#include <cairo/cairo-pdf.h>
#include <numbers>
#include <pango/pangocairo.h>
#include <stdexcept>

#if defined(__SANITIZE_ADDRESS__)
/// Fontconfig keeps what it knows of the fonts until the process ends, and gives nothing back.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig";
}  // NOLINT(bugprone-reserved-identifier)
/// Nor is there a word about that in the log, whose lines are JSON.
extern "C" const char* __lsan_default_options() {
    return "print_suppressions=0";
}  // NOLINT(bugprone-reserved-identifier)
#endif

namespace vorab::hospital_server::pdf {
namespace {
/// Open Sans is set; what it lacks comes from DejaVu Sans and then from whatever the machine has.
constexpr const char* family = "Open Sans, DejaVu Sans";

struct FontOptionsEnd {
    void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
struct DescriptionEnd {
    void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
};
struct AttributesEnd {
    void operator()(PangoAttrList* attributes) const { pango_attr_list_unref(attributes); }
};
struct SurfaceEnd {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using SurfacePtr = std::unique_ptr<cairo_surface_t, SurfaceEnd>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
    static_cast<core::Bytes*>(to)->append(bytes, count);
    return CAIRO_STATUS_SUCCESS;
}

void end_of_copy(void* bytes) { const std::unique_ptr<core::Bytes> owned{static_cast<core::Bytes*>(bytes)}; }

void check(cairo_status_t status) {
    if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error("a page could not be drawn");
}

PangoAlignment pango_align(Align align) {
    if (align == Align::right) return PANGO_ALIGN_RIGHT;
    return align == Align::centre ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT;
}

double points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

PangoLayout* as_layout(const std::shared_ptr<void>& layout) { return static_cast<PangoLayout*>(layout.get()); }

PangoRectangle extents_of(const std::shared_ptr<void>& layout, int line) {
    PangoRectangle logical;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(as_layout(layout), line), nullptr, &logical);
    return logical;
}
}  // namespace

struct Sheet::State {
    core::Bytes bytes;
    SurfacePtr surface;
    cairo_t* cairo = nullptr;
    PangoContext* context = nullptr;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (context != nullptr) g_object_unref(context);
        if (cairo != nullptr) cairo_destroy(cairo);
    }
    /// Text leaves a point behind, from which the next path would begin.
    void begin(const Colour& colour) const {
        cairo_new_path(cairo);
        cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue);
    }
};

Text::Text(const Sheet& sheet, std::string_view utf8, const Style& style, double width, Align align)
    : layout_(pango_layout_new(sheet.state_->context), g_object_unref), style_(style) {
    auto* layout = as_layout(layout_);
    const std::unique_ptr<PangoFontDescription, DescriptionEnd> font{pango_font_description_from_string(family)};
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font.get());
    // No ligatures: a reader that searches for "offen" must find it, and not "o", a sign of its own for "ff", and "en".
    const std::unique_ptr<PangoAttrList, AttributesEnd> attributes{pango_attr_list_new()};
    pango_attr_list_insert(attributes.get(), pango_attr_font_features_new("liga 0, clig 0"));
    pango_layout_set_attributes(layout, attributes.get());
    pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, pango_align(align));
    // A name in Arabic letters stands where every other name stands: only its own letters run from right to left.
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_text(layout, utf8.data(), static_cast<int>(utf8.size()));
}

double Text::height() const {
    int height = 0;
    pango_layout_get_size(as_layout(layout_), nullptr, &height);
    return points(height);
}

double Text::width() const {
    int width = 0;
    pango_layout_get_size(as_layout(layout_), &width, nullptr);
    return points(width);
}

int Text::lines() const { return pango_layout_get_line_count(as_layout(layout_)); }

double Text::line_height(int line) const { return points(extents_of(layout_, line).height); }

Sheet::Sheet(const Imprint& imprint) : state_(std::make_unique<State>()) {
    state_->surface.reset(cairo_pdf_surface_create_for_stream(append, &state_->bytes, page_width, page_height));
    auto* surface = state_->surface.get();
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, imprint.title.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Vorab");
    // The record's time and not this moment's: the same record is the same file.
    const std::string made = core::to_rfc3339(imprint.made_at).substr(0, 19) + "Z";
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made.c_str());
    state_->cairo = cairo_create(surface);
    check(cairo_status(state_->cairo));

    state_->context = pango_cairo_create_context(state_->cairo);
    const std::unique_ptr<cairo_font_options_t, FontOptionsEnd> options{cairo_font_options_create()};
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(state_->context, options.get());
    pango_cairo_context_set_resolution(state_->context, 72);
    pango_context_set_round_glyph_positions(state_->context, FALSE);
    pango_context_set_language(state_->context, pango_language_from_string("de"));
}

Sheet::~Sheet() = default;

void Sheet::draw(const Text& text, double x, double y) {
    state_->begin(text.style_.colour);
    cairo_move_to(state_->cairo, x, y);
    pango_cairo_show_layout(state_->cairo, as_layout(text.layout_));
}

void Sheet::draw_line(const Text& text, int line, double x, double y) {
    state_->begin(text.style_.colour);
    const auto extents = extents_of(text.layout_, line);
    cairo_move_to(state_->cairo, x, y - points(extents.y));
    pango_cairo_show_layout_line(state_->cairo, pango_layout_get_line_readonly(as_layout(text.layout_), line));
}

void Sheet::line(double x1, double y1, double x2, double y2, double width, const Colour& colour) {
    state_->begin(colour);
    cairo_set_line_width(state_->cairo, width);
    cairo_move_to(state_->cairo, x1, y1);
    cairo_line_to(state_->cairo, x2, y2);
    cairo_stroke(state_->cairo);
}

void Sheet::fill(const Box& box, const Colour& colour) {
    state_->begin(colour);
    cairo_rectangle(state_->cairo, box.x, box.y, box.width, box.height);
    cairo_fill(state_->cairo);
}

void Sheet::frame(const Box& box, double width, const Colour& colour) {
    state_->begin(colour);
    cairo_set_line_width(state_->cairo, width);
    cairo_rectangle(state_->cairo, box.x, box.y, box.width, box.height);
    cairo_stroke(state_->cairo);
}

void Sheet::dot(double x, double y, double radius, const Colour& colour) {
    state_->begin(colour);
    cairo_arc(state_->cairo, x, y, radius, 0, 2 * std::numbers::pi);
    cairo_fill(state_->cairo);
}

void Sheet::jpeg(core::BytesView file, int width, int height, int quarters, const Box& box) {
    const SurfacePtr image{cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)};
    check(cairo_surface_status(image.get()));
    // The pixels are never drawn: Cairo puts the file itself into the document.
    auto copy = std::make_unique<core::Bytes>(file);
    check(cairo_surface_set_mime_data(image.get(), CAIRO_MIME_TYPE_JPEG, copy->data(), copy->size(), end_of_copy,
                                      copy.get()));
    static_cast<void>(copy.release());  // Cairo's from here on
    auto* cairo = state_->cairo;
    const bool lying = quarters % 2 == 1;
    cairo_save(cairo);
    cairo_translate(cairo, box.x + box.width / 2, box.y + box.height / 2);
    cairo_rotate(cairo, quarters * std::numbers::pi / 2);
    cairo_scale(cairo, (lying ? box.height : box.width) / width, (lying ? box.width : box.height) / height);
    cairo_set_source_surface(cairo, image.get(), -width / 2.0, -height / 2.0);
    cairo_paint(cairo);
    cairo_restore(cairo);
}

void Sheet::next_page() { cairo_show_page(state_->cairo); }

core::Bytes Sheet::finish() {
    check(cairo_status(state_->cairo));
    cairo_surface_finish(state_->surface.get());
    check(cairo_surface_status(state_->surface.get()));
    return std::move(state_->bytes);
}

}  // namespace vorab::hospital_server::pdf
