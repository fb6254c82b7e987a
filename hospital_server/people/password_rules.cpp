#include "hospital_server/people/password_rules.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "common/names/fold.hpp"

namespace vorab::hospital_server::people {
using core::failure;
using core::Problem;

namespace {
/// What is left of the passwords that people choose first when digits and signs are taken off, in German, English and
/// hospitals.
constexpr std::array<std::string_view, 54> common = {
    "abc",         "abcd",       "abcdef",    "abcdefgh",     "abcdefghijkl",   "admin",      "administrator",
    "ambulance",   "asdf",       "asdfghjkl", "asdfgh",       "berlin",         "changeme",   "default",
    "deutschland", "dragon",     "emergency", "football",     "fussball",       "geheim",     "geheimespasswort",
    "hallo",       "hamburg",    "herbst",    "hospital",     "iloveyou",       "klinik",     "klinikum",
    "krankenhaus", "letmein",    "master",    "meinpasswort", "monkey",         "muenchen",   "notaufnahme",
    "notfall",     "passwort",   "password",  "passwd",       "princess",       "qwer",       "qwert",
    "qwertz",      "qwertzuiop", "qwerty",    "qwertyuiop",   "rettungsdienst", "schockraum", "sommer",
    "sunshine",    "vorab",      "welcome",   "willkommen",   "winter"};

std::size_t characters_in(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string letters_of(std::string_view text) {
    std::string letters = names::fold(text);
    std::erase_if(letters, [](char c) { return c == ' ' || (c >= '0' && c <= '9'); });
    return letters;
}

/// "123456789012", "aaaaaaaaaaaa", "abababababab"
bool is_monotonous(std::string_view password) {
    if (std::set<char>(password.begin(), password.end()).size() < 5) return true;
    const auto is_step = [](char left, char right) {
        return right - left == 1 || left - right == 1 || (left == '9' && right == '0');
    };
    return std::ranges::adjacent_find(password, [&](char left, char right) { return !is_step(left, right); }) ==
           password.end();
}

bool repeats(std::string_view text, std::string_view word) {
    while (text.starts_with(word)) text.remove_prefix(word.size());
    return text.empty();
}

/// One of those words, once or again, with little else.
bool is_common(std::string_view password) {
    const std::string letters = letters_of(password);
    if (letters.empty() || password.size() > letters.size() + 12) return false;
    return std::ranges::any_of(common, [&letters](std::string_view word) { return repeats(letters, word); });
}
}  // namespace

core::Result<void> check_new_password(std::string_view password, std::string_view user_name) {
    if (characters_in(password) < shortest_password)
        return failure(Problem::schema_violation, "has fewer than 12 characters");
    if (password.size() > longest_password) return failure(Problem::schema_violation, "is longer than 1000 bytes");
    const std::string folded = names::fold(password);
    const std::string name = names::fold(user_name);
    if (name.size() >= 3 && folded.find(name) != std::string::npos)
        return failure(Problem::schema_violation, "contains the user name");
    if (is_monotonous(password) || is_common(password))
        return failure(Problem::schema_violation, "is one of the first that anybody tries");
    return {};
}
}  // namespace vorab::hospital_server::people
