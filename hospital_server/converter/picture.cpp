#include "hospital_server/converter/picture.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <png.h>
#include <turbojpeg.h>

namespace vorab::hospital_server::converter {
namespace {
constexpr std::size_t channels = 3;

struct Pixels {
    std::size_t width = 0;
    std::size_t height = 0;
    Bytes rgb = {};
};

bool fits(std::size_t width, std::size_t height) {
    return width > 0 && height > 0 && width <= most_pixels && height <= most_pixels / width;
}

std::optional<Pixels> decoded_jpeg(std::span<const unsigned char> file) {
    const std::unique_ptr<void, int (*)(void*)> decoder{tjInitDecompress(), tjDestroy};
    const auto size = static_cast<unsigned long>(file.size());
    int width = 0, height = 0, sampling = 0, colours = 0;
    if (!decoder || tjDecompressHeader3(decoder.get(), file.data(), size, &width, &height, &sampling, &colours) != 0 ||
        width <= 0 || height <= 0 || !fits(static_cast<std::size_t>(width), static_cast<std::size_t>(height)))
        return std::nullopt;
    Pixels pixels{static_cast<std::size_t>(width), static_cast<std::size_t>(height)};
    pixels.rgb.resize(pixels.width * pixels.height * channels);
    // A photograph that was cut off is shown as far as it goes: a warning is no error.
    const int decoded = tjDecompress2(decoder.get(), file.data(), size, pixels.rgb.data(), width, 0, height, TJPF_RGB,
                                      TJFLAG_LIMITSCANS);
    if (decoded != 0 && tjGetErrorCode(decoder.get()) != TJERR_WARNING) return std::nullopt;
    return pixels;
}

std::optional<Pixels> decoded_png(std::span<const unsigned char> file) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0) return std::nullopt;
    const std::unique_ptr<png_image, void (*)(png_image*)> freed{&image, png_image_free};
    if (!fits(image.width, image.height)) return std::nullopt;
    image.format = PNG_FORMAT_RGB;
    Pixels pixels{image.width, image.height};
    pixels.rgb.resize(pixels.width * pixels.height * channels);
    const png_color white{255, 255, 255};
    if (png_image_finish_read(&image, &white, pixels.rgb.data(), 0, nullptr) == 0) return std::nullopt;
    return pixels;
}

/// EXIF's eight ways to hold a camera: mirrored, upside down, on its side.
Pixels upright(Pixels from, int orientation) {
    if (orientation <= 1) return from;
    const bool on_side = orientation >= 5;
    Pixels to{on_side ? from.height : from.width, on_side ? from.width : from.height};
    to.rgb.resize(from.rgb.size());
    const bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (std::size_t y = 0; y < to.height; ++y) {
        for (std::size_t x = 0; x < to.width; ++x) {
            const std::size_t along = on_side ? y : x;
            const std::size_t across = on_side ? x : y;
            const std::size_t source_x = flip_x ? from.width - 1 - along : along;
            const std::size_t source_y = flip_y ? from.height - 1 - across : across;
            const auto* pixel = from.rgb.data() + (source_y * from.width + source_x) * channels;
            std::copy_n(pixel, channels, to.rgb.data() + (y * to.width + x) * channels);
        }
    }
    return to;
}

std::optional<Bytes> encoded(const Pixels& pixels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(pixels.width);
    image.height = static_cast<png_uint_32>(pixels.height);
    image.format = PNG_FORMAT_RGB;
    image.flags = PNG_IMAGE_FLAG_FAST;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    Bytes file(size);
    if (png_image_write_to_memory(&image, file.data(), &size, 0, pixels.rgb.data(), 0, nullptr) == 0)
        return std::nullopt;
    file.resize(size);
    return file;
}

/// A TIFF header and its first directory, as EXIF embeds it; every read is within bounds or 0.
class Tiff {
  public:
    explicit Tiff(std::span<const unsigned char> bytes) : bytes_(bytes), little_(bytes.size() > 1 && bytes[0] == 'I') {}

    int orientation() const {
        constexpr std::size_t entry_size = 12;
        constexpr std::size_t tag_of_orientation = 0x0112;
        const std::size_t directory = number(4, 4);
        const std::size_t entries = std::min<std::size_t>(number(directory, 2), 200);
        for (std::size_t i = 0; i < entries; ++i) {
            const std::size_t entry = directory + 2 + i * entry_size;
            if (number(entry, 2) == tag_of_orientation) return static_cast<int>(number(entry + 8, 2));
        }
        return 1;
    }

  private:
    std::size_t number(std::size_t at, std::size_t width) const {
        if (at > bytes_.size() || bytes_.size() - at < width) return 0;
        std::size_t value = 0;
        for (std::size_t i = 0; i < width; ++i) value = value << 8U | bytes_[at + (little_ ? width - 1 - i : i)];
        return value;
    }
    std::span<const unsigned char> bytes_;
    bool little_;
};

bool begins_with(std::span<const unsigned char> file, std::string_view magic) {
    return file.size() >= magic.size() && std::memcmp(file.data(), magic.data(), magic.size()) == 0;
}
}  // namespace

int orientation_of(std::span<const unsigned char> jpeg) {
    constexpr std::string_view exif{"Exif\0\0", 6};
    for (std::size_t at = 2; at + 4 <= jpeg.size() && jpeg[at] == 0xff;) {
        const std::size_t length = static_cast<std::size_t>(jpeg[at + 2]) << 8U | jpeg[at + 3];
        const bool has_pixels = jpeg[at + 1] == 0xda;
        if (has_pixels || length < 2 || at + 2 + length > jpeg.size()) return 1;
        const auto segment = jpeg.subspan(at + 4, length - 2);
        if (jpeg[at + 1] == 0xe1 && begins_with(segment, exif)) {
            const int said = Tiff{segment.subspan(exif.size())}.orientation();
            return said >= 1 && said <= 8 ? said : 1;
        }
        at += 2 + length;
    }
    return 1;
}

std::optional<Bytes> to_png(std::span<const unsigned char> file) {
    if (file.size() > largest_file) return std::nullopt;
    const bool jpeg = begins_with(file, "\xff\xd8\xff");
    if (!jpeg && !begins_with(file, "\x89PNG\r\n\x1a\n")) return std::nullopt;
    auto pixels = jpeg ? decoded_jpeg(file) : decoded_png(file);
    if (!pixels) return std::nullopt;
    return encoded(jpeg ? upright(std::move(*pixels), orientation_of(file)) : *pixels);
}
}  // namespace vorab::hospital_server::converter
