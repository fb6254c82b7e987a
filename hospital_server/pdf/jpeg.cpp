#include "hospital_server/pdf/jpeg.hpp"

namespace vorab::hospital_server::pdf {
namespace {
constexpr std::int64_t most_pixels = 40'000'000;

/// Reads big or little endian numbers; beyond the end everything is 0.
struct Numbers {
    core::BytesView bytes;
    bool little = false;
    unsigned at(std::size_t offset) const { return offset < bytes.size() ? bytes[offset] : 0U; }
    unsigned two(std::size_t offset) const {
        return little ? at(offset) | at(offset + 1) << 8U : at(offset) << 8U | at(offset + 1);
    }
    std::size_t four(std::size_t offset) const {
        const std::size_t first = two(offset), second = two(offset + 2);
        return little ? first | second << 16U : first << 16U | second;
    }
};

/// Exif: "Exif\0\0", then a TIFF head whose first directory may hold tag 0x0112.
int quarters_of_exif(core::BytesView segment) {
    constexpr std::size_t head = 6, entry = 12;
    constexpr unsigned orientation_tag = 0x0112;
    if (!core::text_of(segment).starts_with(std::string_view{"Exif\0\0", head})) return 0;
    Numbers tiff{segment.substr(head)};
    tiff.little = tiff.at(0) == 'I';
    const std::size_t directory = tiff.four(4);
    const unsigned count = tiff.two(directory);
    for (std::size_t i = 0; i < count && directory + i * entry < tiff.bytes.size(); ++i) {
        const std::size_t at = directory + 2 + i * entry;
        if (tiff.two(at) != orientation_tag) continue;
        const unsigned orientation = tiff.two(at + 8);
        if (orientation == 3) return 2;
        if (orientation == 6) return 1;
        return orientation == 8 ? 3 : 0;
    }
    return 0;
}

bool is_frame(unsigned marker) {
    return marker >= 0xC0 && marker <= 0xC2;  // baseline, extended, progressive: what PDF readers decode
}
}  // namespace

std::optional<JpegShape> shape_of_jpeg(core::BytesView file) {
    const Numbers numbers{file};
    JpegShape shape;
    if (numbers.two(0) != 0xFFD8) return std::nullopt;
    for (std::size_t at = 2; at + 4 <= file.size();) {
        const unsigned marker = numbers.at(at + 1);
        if (numbers.at(at) != 0xFF || marker == 0xDA) return std::nullopt;
        if (marker == 0xFF) {  // a fill byte
            ++at;
            continue;
        }
        const std::size_t length = numbers.two(at + 2);
        if (length < 2 || at + 2 + length > file.size()) return std::nullopt;
        const auto segment = file.substr(at + 4, length - 2);
        if (marker == 0xE1) shape.quarters = quarters_of_exif(segment);
        if (is_frame(marker)) {
            const Numbers frame{segment};
            shape.height = static_cast<int>(frame.two(1));
            shape.width = static_cast<int>(frame.two(3));
            const bool colours = frame.at(5) == 1 || frame.at(5) == 3;
            const bool sized =
                shape.width > 0 && shape.height > 0 && std::int64_t{shape.width} * shape.height <= most_pixels;
            return frame.at(0) == 8 && colours && sized ? std::optional{shape} : std::nullopt;
        }
        at += 2 + length;
    }
    return std::nullopt;
}

}  // namespace vorab::hospital_server::pdf
