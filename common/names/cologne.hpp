#pragma once
// Kölner Phonetik (H. J. Postel, "Die Kölner Phonetik", IBM-Nachrichten 19, 1969): how a German name sounds, as digits.
// Meier and Mayr are both 67. It is coarse (Müller, Möller and Miller are one): good for finding candidates, not for
// deciding.
#include <string>
#include <string_view>

namespace vorab::names {

/// `name` is UTF-8, of one word or several: what is not a letter is passed over. Umlauts count as their base vowel, ß
/// as S. Empty for a name without a letter of the Latin alphabet.
std::string cologne(std::string_view name);

}  // namespace vorab::names
