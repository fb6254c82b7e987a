// How well matching tells people apart: 10,000 pairs made with a seed, half of them one person written twice with the
// errors that happen at the roadside and at the desk, half of them two people who resemble each other. Prints precision
// and recall at each level, and what a suggestion costs. Usage: bench_matching [SEED] [PAIRS]
#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "hospital_server/matching/forms.hpp"

namespace {
using namespace vorab;
using hl7::MatchLevel;
using hospital_server::matching::Written;
using Random = std::mt19937_64;
using Words = std::vector<std::string>;

const Words family_names{"Müller",
                         "Schmidt",
                         "Schneider",
                         "Fischer",
                         "Weber",
                         "Meyer",
                         "Wagner",
                         "Becker",
                         "Schulz",
                         "Hoffmann",
                         "Schäfer",
                         "Koch",
                         "Bauer",
                         "Richter",
                         "Klein",
                         "Wolf",
                         "Schröder",
                         "Neumann",
                         "Schwarz",
                         "Zimmermann",
                         "Braun",
                         "Krüger",
                         "Hofmann",
                         "Hartmann",
                         "Lange",
                         "Schmitt",
                         "Werner",
                         "Schmitz",
                         "Krause",
                         "Meier",
                         "Lehmann",
                         "Schmid",
                         "Schulze",
                         "Maier",
                         "Köhler",
                         "Herrmann",
                         "König",
                         "Walter",
                         "Mayer",
                         "Huber",
                         "Kaiser",
                         "Fuchs",
                         "Peters",
                         "Lang",
                         "Scholz",
                         "Möller",
                         "Weiß",
                         "Jung",
                         "Hahn",
                         "Schubert",
                         "Vogel",
                         "Friedrich",
                         "Keller",
                         "Günther",
                         "Frank",
                         "Berger",
                         "Winkler",
                         "Roth",
                         "Beck",
                         "Lorenz",
                         "Yılmaz",
                         "Kaya",
                         "Öztürk",
                         "Nowak",
                         "Kowalski",
                         "Wójcik",
                         "Ivanov",
                         "Nguyen",
                         "von Bülow",
                         "zu Guttenberg",
                         "Müller-Lüdenscheidt",
                         "Meyer-Landrut",
                         "Groß",
                         "Brandstätter",
                         "Thalmaier",
                         "Oppermann"};
const Words men{"Peter",   "Michael",    "Wolfgang",    "Thomas",      "Klaus",   "Hans",    "Jürgen",    "Günter",
                "Heinz",   "Karl-Heinz", "Hans-Jürgen", "Hans-Jochen", "Andreas", "Stefan",  "Christian", "Uwe",
                "Werner",  "Horst",      "Frank",       "Dieter",      "Manfred", "Gerhard", "Bernd",     "Mehmet",
                "Mustafa", "Jan",        "Lukas",       "Leon",        "Ben",     "Paul"};
const Words women{"Maria",    "Ursula",    "Monika",    "Petra",     "Elisabeth", "Sabine",    "Renate",    "Helga",
                  "Karin",    "Brigitte",  "Ingrid",    "Erika",     "Andrea",    "Gisela",    "Claudia",   "Susanne",
                  "Gabriele", "Christa",   "Christine", "Hildegard", "Anna",      "Anna-Lena", "Annemarie", "Fatma",
                  "Ayşe",     "Katarzyna", "Emma",      "Mia",       "Lea",       "Sophie"};
const Words towns{"Musterstadt", "Unterdorf", "Oberhausen", "Südtal", "Neustadt", "Bad Quellen", "Altenburg"};

template <class List>
const auto& one_of(const List& list, Random& random) {
    return list[std::uniform_int_distribution<std::size_t>{0, list.size() - 1}(random)];
}
int number(int least, int most, Random& random) { return std::uniform_int_distribution{least, most}(random); }
bool chance(double probability, Random& random) { return std::bernoulli_distribution{probability}(random); }

std::string made_insurant_number(Random& random) {
    std::string text{static_cast<char>('A' + number(0, 25, random))};
    for (int i = 0; i < 8; ++i) text += static_cast<char>('0' + number(0, 9, random));
    const auto digits = [](int value) { return value / 10 + value % 10; };
    const int letter = text[0] - 'A' + 1;
    int sum = digits(letter / 10) + digits(letter % 10 * 2);
    for (std::size_t i = 1; i < 9; ++i) sum += digits((text[i] - '0') * (i % 2 == 1 ? 1 : 2));
    return text + static_cast<char>('0' + sum % 10);
}

std::string made_date(Random& random) {
    return fmt::format("{:04}-{:02}-{:02}", number(1925, 2024, random), number(1, 12, random), number(1, 28, random));
}

Written somebody(Random& random) {
    Written person;
    const bool man = chance(0.5, random);
    person.sex = man ? "male" : "female";
    person.family_name = one_of(family_names, random);
    person.given_name = one_of(man ? men : women, random);
    person.birth_date = made_date(random);
    person.insurant_number = made_insurant_number(random);
    person.city = one_of(towns, random);
    person.postal_code = std::to_string(number(10'000, 10'040, random));
    return person;
}

std::string with_slip(std::string text, Random& random) {
    if (text.size() < 3) return text;
    const auto at = static_cast<std::size_t>(number(1, static_cast<int>(text.size()) - 2, random));
    const auto letter = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (!letter(text[at]) || !letter(text[at + 1])) return text;  // not into a character of two bytes
    switch (number(0, 3, random)) {
        case 0:
            std::swap(text[at], text[at + 1]);
            break;
        case 1:
            text.erase(at, 1);
            break;
        case 2:
            text.insert(at, 1, static_cast<char>('a' + number(0, 25, random)));
            break;
        default:
            text[at] = static_cast<char>('a' + number(0, 25, random));
    }
    return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}
std::string typed_without_umlauts(std::string text, bool with_e) {
    const std::string e = with_e ? "e" : "";
    for (const auto& [umlaut, base] : {std::pair{"ä", "a"}, {"ö", "o"}, {"ü", "u"}, {"Ä", "A"}, {"Ö", "O"}, {"Ü", "U"}})
        text = replaced(std::move(text), umlaut, base + e);
    return replaced(std::move(text), "ß", "ss");
}

std::string slip_in_date(std::string date, Random& random) {
    if (chance(0.5, random)) return date.substr(0, 5) + date.substr(8, 2) + "-" + date.substr(5, 2);
    auto& digit = date[static_cast<std::size_t>(number(0, 1, random) == 0 ? 3 : 9)];
    digit = static_cast<char>('0' + (digit - '0' + 1) % 10);
    return date;
}

/// What an ambulance writes of this person: often less, sometimes wrong.
Written as_announced(const Written& person, Random& random) {
    Written written = person;
    if (chance(0.45, random)) written.insurant_number.clear();  // no card at hand
    if (chance(0.10, random)) written.family_name = with_slip(written.family_name, random);
    if (chance(0.08, random)) written.given_name = with_slip(written.given_name, random);
    if (chance(0.20, random)) {
        const bool with_e = chance(0.7, random);
        written.family_name = typed_without_umlauts(written.family_name, with_e);
        written.given_name = typed_without_umlauts(written.given_name, with_e);
    }
    if (chance(0.10, random)) written.given_name = written.given_name.substr(0, written.given_name.find('-'));
    if (chance(0.03, random)) std::swap(written.family_name, written.given_name);
    if (chance(0.04, random)) written.birth_date = slip_in_date(written.birth_date, random);
    if (chance(0.08, random)) written.birth_date.clear();
    if (chance(0.06, random)) written.given_name.clear();
    if (chance(0.02, random)) written.family_name = one_of(family_names, random);  // married
    if (chance(0.40, random)) written.postal_code.clear(), written.city.clear();
    if (chance(0.10, random)) written.postal_code = "99999", written.city = "Anderswo";
    if (chance(0.02, random)) written.sex = "unknown";
    return written;
}

/// Another person who resembles this one.
Written relative_of(const Written& person, Random& random) {
    Written other = somebody(random);
    const auto first_names = [&](const std::string& sex) -> const Words& { return sex == "male" ? men : women; };
    switch (number(0, 6, random)) {
        case 0:  // twin
            other = person;
            other.given_name = one_of(first_names(person.sex), random);
            if (other.given_name == person.given_name) other.given_name = "Friedhelm";
            other.insurant_number = made_insurant_number(random);
            break;
        case 1:  // father and son
            other = person;
            other.birth_date = made_date(random);
            other.insurant_number = made_insurant_number(random);
            break;
        case 2:  // wife, of the same household
            other.family_name = person.family_name;
            other.city = person.city;
            other.postal_code = person.postal_code;
            break;
        case 3:  // both names the same, by chance
            other.family_name = person.family_name;
            other.given_name = person.given_name;
            other.sex = person.sex;
            break;
        case 4:  // born on the same day in the same town
            other.birth_date = person.birth_date;
            other.city = person.city;
            break;
        case 5:  // sounds alike
            other.family_name = with_slip(person.family_name, random);
            other.birth_date = person.birth_date;
            break;
        default:
            break;
    }
    return other;
}

struct Count {
    std::size_t right = 0, wrong = 0;
};
struct Tally {
    std::array<Count, 4> at_least{};  ///< of each level: pairs of one person, and of two, that reach it
    std::size_t same = 0;
    std::size_t wrong_and_silent = 0;  ///< two people called strong or likely without a warning

    void add(const hl7::Comparison& result, bool one_person) {
        same += one_person ? 1 : 0;
        for (std::size_t level = 0; level <= static_cast<std::size_t>(result.level); ++level)
            ++(one_person ? at_least.at(level).right : at_least.at(level).wrong);
        if (!one_person && result.level >= MatchLevel::likely && result.warnings.empty()) ++wrong_and_silent;
    }
    double precision(MatchLevel level) const {
        const auto& count = at_least.at(static_cast<std::size_t>(level));
        return static_cast<double>(count.right) /
               static_cast<double>(std::max<std::size_t>(count.right + count.wrong, 1));
    }
    double recall(MatchLevel level) const {
        return static_cast<double>(at_least.at(static_cast<std::size_t>(level)).right) / static_cast<double>(same);
    }
};

void bar(const char* what, double value, double least) {
    fmt::print("bar {} {:.4f} {} {}\n", what, value, least, value >= least ? "ok" : "short");
}
}  // namespace

int main(int count, char** words) {
    const auto seed = count > 1 ? std::stoull(words[1]) : 20'261'121ULL;
    const auto pairs = count > 2 ? std::stoul(words[2]) : 10'000UL;
    Random random{seed};
    Tally tally;
    std::chrono::steady_clock::duration spent{};
    for (std::size_t i = 0; i < pairs; ++i) {
        const Written person = somebody(random);
        const bool one_person = i % 2 == 0;
        const Written announced = as_announced(one_person ? person : relative_of(person, random), random);
        const auto left = hospital_server::matching::comparable(announced);
        const auto right = hospital_server::matching::comparable(person);
        const auto begin = std::chrono::steady_clock::now();
        const auto result = hl7::compare(left, right);
        spent += std::chrono::steady_clock::now() - begin;
        tally.add(result, one_person);
    }
    fmt::print("{} pairs, seed {}, rules {}\n{:<10}{:>10}{:>10}\n", pairs, seed, hl7::matching_rules, "level",
               "precision", "recall");
    for (const auto level : {MatchLevel::strong, MatchLevel::likely, MatchLevel::possible})
        fmt::print("{:<10}{:>10.4f}{:>10.4f}\n", public_text(level).view(), tally.precision(level),
                   tally.recall(level));
    fmt::print("two people called strong or likely without a warning: {}\n", tally.wrong_and_silent);
    fmt::print("one comparison: {:.2f} us\n",
               std::chrono::duration<double, std::micro>(spent).count() / static_cast<double>(pairs));
    bar("precision_strong", tally.precision(MatchLevel::strong), 0.999);
    bar("recall_strong", tally.recall(MatchLevel::strong), 0.7);
    bar("recall_possible", tally.recall(MatchLevel::possible), 0.97);
}
