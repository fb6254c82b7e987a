#pragma once
// As much of a JPEG file as is needed to place it on a page. The file comes from a crew: every length is checked, and
// nothing is decoded here.
#include <optional>

#include "common/core/encoding.hpp"

namespace vorab::hospital_server::pdf {

struct JpegShape {
    int width = 0;  ///< as stored, before it is turned
    int height = 0;
    int quarters = 0;  ///< clockwise turns that set it upright, as the camera noted (Exif orientation)
};

/// Nothing for what is no JPEG, has no size, more than 40 megapixels, or other colours than grey and YCbCr (ITU-T T.81
/// B.2; Exif 2.3 4.6.4).
std::optional<JpegShape> shape_of_jpeg(core::BytesView file);

}  // namespace vorab::hospital_server::pdf
