#include "hospital_server/pdf/jpeg.hpp"

#include <fstream>
#include <iterator>

#include "tests/support/catch.hpp"

using namespace vorab;
namespace pdf = hospital_server::pdf;

namespace {
core::Bytes photo() {
    std::ifstream file{"schemas/examples/attachments/crash.jpg", std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return core::Bytes{core::bytes_of(text)};
}

/// A segment of Exif with one entry: the orientation.
core::Bytes exif(unsigned char orientation) {
    return {0xFF, 0xE1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'I',         'I', 42, 0, 8, 0, 0, 0,
            1,    0,    0x12, 1,  3,   0,   1,   0,   0, 0, orientation, 0,   0,  0, 0, 0, 0, 0};
}
}  // namespace

TEST_CASE("a photograph's size is read without decoding it") {
    const auto shape = pdf::shape_of_jpeg(photo());
    REQUIRE(shape);
    CHECK(shape->width > 100);
    CHECK(shape->height > 100);
    CHECK(shape->quarters == 0);
}

TEST_CASE("the camera's note how it was held turns the picture upright") {
    const struct {
        unsigned char orientation;
        int quarters;
    } cases[] = {{1, 0}, {3, 2}, {6, 1}, {8, 3}, {99, 0}};
    for (const auto& one : cases) {
        auto file = photo();
        file.insert(2, exif(one.orientation));
        const auto shape = pdf::shape_of_jpeg(file);
        REQUIRE(shape);
        CHECK(shape->quarters == one.quarters);
    }
}

TEST_CASE("what is cut, huge or no picture has no shape, and is never read beyond its end") {
    const auto file = photo();
    CHECK(!pdf::shape_of_jpeg({}));
    CHECK(!pdf::shape_of_jpeg(core::bytes_of("GIF89a")));
    for (std::size_t length = 0; length < 200; ++length) static_cast<void>(pdf::shape_of_jpeg(file.substr(0, length)));
    const core::Bytes huge{0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 3, 1, 0x11, 0};
    CHECK(!pdf::shape_of_jpeg(huge));
    const core::Bytes four_colours{0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 10, 0, 10, 4, 1, 0x11, 0};
    CHECK(!pdf::shape_of_jpeg(four_colours));
}
