#include <algorithm>
#include <utility>

#include "hospital_server/pdf/jpeg.hpp"
#include "hospital_server/pdf/sections.hpp"

namespace vorab::hospital_server::pdf {
namespace {
constexpr double tallest = 330;
constexpr double caption_height = 16;

/// In its own proportions, as wide as the page or as tall as two fit above each other; never enlarged beyond 144 dpi.
Box box_for(const JpegShape& shape, double y) {
    double width = shape.width, height = shape.height;
    if (shape.quarters % 2 == 1) std::swap(width, height);
    const double scale = std::min({Flow::width / width, tallest / height, 0.5});
    return {Flow::left, y, width * scale, height * scale};
}

void write_picture(Flow& flow, const Picture& picture) {
    const auto shape = shape_of_jpeg(picture.jpeg);
    if (!shape) {
        flow.paragraph(picture.caption + " (kann nicht gedruckt werden, bitte in der Akte ansehen)");
        return;
    }
    flow.need(caption_height + box_for(*shape, 0).height + 8);
    flow.paragraph(picture.caption, {8.5, true, black});
    const Box box = box_for(*shape, flow.y());
    flow.sheet().jpeg(picture.jpeg, shape->width, shape->height, shape->quarters, box);
    flow.down(box.height + 8);
}
}  // namespace

void write_pictures(Flow& flow, const Document& document) {
    if (document.pictures.empty()) return;
    constexpr double heading = 40;  // it goes along with the first picture
    const auto first = shape_of_jpeg(document.pictures.front().jpeg);
    if (first) flow.need(heading + caption_height + box_for(*first, 0).height + 8);
    flow.heading("", "Bilder");
    for (const auto& picture : document.pictures) write_picture(flow, picture);
}

}  // namespace vorab::hospital_server::pdf
