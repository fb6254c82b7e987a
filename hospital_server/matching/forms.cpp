#include "hospital_server/matching/forms.hpp"

#include <algorithm>
#include <array>

#include "common/names/fold.hpp"
#include "hl7/insurant_number.hpp"

namespace vorab::hospital_server::matching {
namespace {
using Words = std::vector<std::string>;

/// Not part of the name itself: written by some and left out by others.
constexpr std::array<std::string_view, 37> particles{
    "von", "vom",  "van", "de",       "den",  "der",     "des",   "di",     "da",    "del",  "della", "dos", "du",
    "la",  "le",   "el",  "al",       "zu",   "zum",     "zur",   "und",    "ten",   "ter",  "op",    "dr",  "prof",
    "med", "dipl", "ing", "freiherr", "graf", "graefin", "baron", "ritter", "edler", "frau", "herr"};
/// What is written when nobody knows.
constexpr std::array<std::string_view, 22> stand_ins{
    "unbekannt", "unbekannte", "unbekannter", "unknown", "notfall", "notaufnahme", "patient",  "patientin",
    "maennlich", "weiblich",   "divers",      "name",    "nn",      "n",           "namenlos", "xx",
    "xxx",       "schockraum", "keine",       "angabe",  "anonym",  "person"};

template <class List>
bool among(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_number(const std::string& word) {
    return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// ü, ue and u are one: who types without umlauts does it in either way.
std::string without_umlauts(const std::string& word) {
    std::string plain;
    for (const char c : word) {
        const char before = plain.empty() ? '\0' : plain.back();
        const bool second_half = c == 'e' && (before == 'a' || before == 'o' || before == 'u');
        if (!second_half) plain += c;
    }
    return plain;
}

bool all_stand_in(const Words& words) {
    return std::all_of(words.begin(), words.end(),
                       [](const auto& word) { return among(stand_ins, word) || is_number(word); });
}

Words name_words(const std::string& text) {
    const Words words = names::words(text);
    if (all_stand_in(words)) return {};
    Words kept;
    for (const auto& word : words) {
        if (!among(particles, word)) kept.push_back(without_umlauts(word));
    }
    if (kept.empty()) {  // "Graf" may be all there is
        for (const auto& word : words) kept.push_back(without_umlauts(word));
    }
    return kept;
}

/// 1 January of a round year, or a year that nobody alive was born in, is what systems write for "unknown".
std::string real_date(const std::string& date) {
    const bool made_up = date < "1901" || date == "1901-01-01" || date.starts_with("1111") || date == "2000-01-01";
    return date.size() == 10 && !made_up ? date : std::string{};
}
}  // namespace

hl7::Person comparable(const Written& written) {
    hl7::Person person;
    person.family_name = name_words(written.family_name);
    person.given_name = name_words(written.given_name);
    person.birth_name = name_words(written.birth_name);
    person.birth_date = real_date(written.birth_date);
    if (written.sex == "male" || written.sex == "female" || written.sex == "diverse") person.sex = written.sex;
    auto number = hl7::tidy_insurant_number(written.insurant_number);
    if (hl7::is_insurant_number(number)) person.insurant_number = std::move(number);
    person.postal_code = written.postal_code;
    for (const auto& word : names::words(written.city)) person.city.push_back(without_umlauts(word));
    return person;
}

bool is_stand_in(const Written& written) { return all_stand_in(names::words(written.family_name)); }

}  // namespace vorab::hospital_server::matching
