#include "bench/records/names.hpp"

#include <array>
#include <ostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "hospital_server/record/words.hpp"

namespace vorab::bench {
namespace {
using Random = std::mt19937_64;
constexpr std::array<const char*, 20> beginnings{"Al",  "Ber",  "Dor",  "Eich", "Fal", "Gru", "Hal",
                                                 "Ing", "Kal",  "Lin",  "Mar",  "Nol", "Ost", "Pet",
                                                 "Rei", "Schu", "Thal", "Ul",   "Wal", "Zim"};
constexpr std::array<const char*, 20> middles{"ber", "den", "fel", "gen", "hau", "ke",   "len",  "mer",  "nau",  "pe",
                                              "ren", "sen", "te",  "wei", "ze",  "bach", "dorf", "holz", "thal", "wer"};
constexpr std::array<const char*, 12> ends{"mann", "er",  "ing", "sen", "ke",    "el",
                                           "hoff", "ert", "ow",  "ski", "meier", "bauer"};
constexpr std::array<const char*, 10> frequent{"Müller", "Schmidt", "Schneider", "Fischer", "Weber",
                                               "Meyer",  "Wagner",  "Becker",    "Schulz",  "Hoffmann"};
constexpr std::array<const char*, 24> given{"Peter",  "Michael", "Thomas", "Klaus", "Jürgen", "Günter",
                                            "Stefan", "Uwe",     "Werner", "Horst", "Mehmet", "Lukas",
                                            "Maria",  "Ursula",  "Monika", "Petra", "Sabine", "Renate",
                                            "Helga",  "Karin",   "Ingrid", "Erika", "Fatma",  "Sophie"};

template <class List>
std::string one_of(const List& list, Random& random) {
    return list.at(std::uniform_int_distribution<std::size_t>{0, list.size() - 1}(random));
}

/// One in a hundred has the most frequent name of Germany; here ten names are as frequent. Of the others there are
/// thousands.
std::string family_name(Random& random) {
    if (std::bernoulli_distribution{0.1}(random)) return one_of(frequent, random);
    return one_of(beginnings, random) + one_of(middles, random) + one_of(ends, random);
}

std::string birth_date(Random& random) {
    const auto number = [&](int least, int most) { return std::uniform_int_distribution{least, most}(random); };
    return fmt::format("{:04}-{:02}-{:02}", number(1930, 2020), number(1, 12), number(1, 28));
}
}  // namespace

void write_people(std::size_t count, std::ostream& to) {
    Random random{20'261'122};
    for (std::size_t i = 0; i < count; ++i) {
        const auto family = family_name(random);
        const auto first = one_of(given, random);
        const auto words = hospital_server::record::words_of(
            {.family_name = family, .given_name = first, .keyword = std::nullopt, .vehicle = std::nullopt});
        if (words.size() != 2) throw std::logic_error("a name of the past has more than one word");
        to << family << '\t' << first << '\t' << birth_date(random);
        for (const auto& word : words) to << '\t' << word.word << '\t' << word.sound;
        to << '\n';
    }
}
}  // namespace vorab::bench
