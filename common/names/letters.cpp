#include "common/names/letters.hpp"

#include <algorithm>
#include <array>

namespace vorab::names {
namespace {
constexpr char32_t broken = 0xfffd;

/// Letters of one range that fold to one spelling. Latin-1, Latin Extended-A and what names of Europe need beyond.
struct Decorated {
    char32_t first, last;
    std::string_view plain;
};
constexpr std::array<Decorated, 58> decorated{
    {{0xc0, 0xc5, "a"},     {0xc6, 0xc6, "ae"},     {0xc7, 0xc7, "c"},     {0xc8, 0xcb, "e"},     {0xcc, 0xcf, "i"},
     {0xd0, 0xd0, "d"},     {0xd1, 0xd1, "n"},      {0xd2, 0xd6, "o"},     {0xd8, 0xd8, "o"},     {0xd9, 0xdc, "u"},
     {0xdd, 0xdd, "y"},     {0xde, 0xde, "th"},     {0xdf, 0xdf, "ss"},    {0xe0, 0xe5, "a"},     {0xe6, 0xe6, "ae"},
     {0xe7, 0xe7, "c"},     {0xe8, 0xeb, "e"},      {0xec, 0xef, "i"},     {0xf0, 0xf0, "d"},     {0xf1, 0xf1, "n"},
     {0xf2, 0xf6, "o"},     {0xf8, 0xf8, "o"},      {0xf9, 0xfc, "u"},     {0xfd, 0xfd, "y"},     {0xfe, 0xfe, "th"},
     {0xff, 0xff, "y"},     {0x100, 0x105, "a"},    {0x106, 0x10d, "c"},   {0x10e, 0x111, "d"},   {0x112, 0x11b, "e"},
     {0x11c, 0x123, "g"},   {0x124, 0x127, "h"},    {0x128, 0x131, "i"},   {0x132, 0x133, "ij"},  {0x134, 0x135, "j"},
     {0x136, 0x138, "k"},   {0x139, 0x142, "l"},    {0x143, 0x14b, "n"},   {0x14c, 0x151, "o"},   {0x152, 0x153, "oe"},
     {0x154, 0x159, "r"},   {0x15a, 0x161, "s"},    {0x162, 0x167, "t"},   {0x168, 0x173, "u"},   {0x174, 0x175, "w"},
     {0x176, 0x178, "y"},   {0x179, 0x17e, "z"},    {0x1cd, 0x1ce, "a"},   {0x1e6, 0x1e7, "g"},   {0x218, 0x219, "s"},
     {0x21a, 0x21b, "t"},   {0x1e9e, 0x1e9e, "ss"}, {0x1ea0, 0x1eb7, "a"}, {0x1eb8, 0x1ec7, "e"}, {0x1ec8, 0x1ecb, "i"},
     {0x1ecc, 0x1ee3, "o"}, {0x1ee4, 0x1ef1, "u"},  {0x1ef2, 0x1ef9, "y"}}};
constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz";

std::size_t length_of(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return 2;
    if (first >= 0xe0 && first < 0xf0) return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}
}  // namespace

char32_t next_letter(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = length_of(first);
    char32_t letter = length < 2 ? first : first & (0xffU >> (length + 1));
    bool whole = length > 0 && length <= text.size();
    for (std::size_t at = 1; whole && at < length; ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        whole = (byte & 0xc0U) == 0x80;
        letter = (letter << 6U) | (byte & 0x3fU);
    }
    text.remove_prefix(whole ? length : 1);
    return whole ? letter : broken;
}

std::string_view plain(char32_t letter) {
    if (letter >= 'a' && letter <= 'z') return alphabet.substr(letter - 'a', 1);
    if (letter >= 'A' && letter <= 'Z') return alphabet.substr(letter - 'A', 1);
    const auto found = std::ranges::find_if(
        decorated, [letter](const Decorated& range) { return letter >= range.first && letter <= range.last; });
    return found == decorated.end() ? std::string_view{} : found->plain;
}
}  // namespace vorab::names
