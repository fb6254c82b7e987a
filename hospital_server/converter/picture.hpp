#pragma once
// A photograph becomes a PNG that stands upright: decoded, turned as its EXIF says, and written anew, so that nothing
// of the original but its pixels is left. Runs in a process of its own (main.cpp), which may die of a hostile file.
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace vorab::hospital_server::converter {

using Bytes = std::vector<unsigned char>;

inline constexpr std::size_t largest_file = std::size_t{32} * 1024 * 1024;
inline constexpr std::size_t most_pixels = std::size_t{50} * 1000 * 1000;

/// Nothing: not a JPEG or PNG, broken, or more than `most_pixels`.
std::optional<Bytes> to_png(std::span<const unsigned char> file);

/// How a JPEG's pixels are to be turned (EXIF 2.3, tag 0x0112): 1 to 8; 1 when it does not say.
int orientation_of(std::span<const unsigned char> jpeg);

}  // namespace vorab::hospital_server::converter
