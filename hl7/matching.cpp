#include "hl7/matching.hpp"

#include <algorithm>

#include "hl7/similarity.hpp"

namespace vorab::hl7 {
namespace {
using Words = std::vector<std::string>;

// Evidence in bits, log2 of how much oftener a field agrees in one person's two records than in two people's (first
// names one in 4,000, family names one in 37,000, birth dates one in 12,500: the register's own figures). What speaks
// against is held smaller than the formula says where life explains it: people move, marry, are typed by others.
struct Weight {
    double equal, similar, part, swapped, different;
};
constexpr Weight insurant_weight{25, 0, 0, 0, -12};
constexpr Weight family_weight{15.2, 10, 11, 10, -7};
constexpr Weight given_weight{12, 8, 9, 9, -6.6};
constexpr Weight birth_weight{13.6, 5, 0, 6, -10};
constexpr Weight sex_weight{1, 0, 0, 0, -4};
constexpr Weight address_weight{6.6, 4, 0, 0, -1};

constexpr double enough = 25;        // below this much evidence nobody is "strong", however well it fits
constexpr double rather = 18;        // likely
constexpr double something = 8;      // possible
constexpr double lead = 10;          // over the second best
constexpr double alike = 0.92;       // Jaro-Winkler of one word, typed wrongly
constexpr std::size_t slips_in = 4;  // a slip in a shorter word makes another word of it

double bits_of(const Weight& weight, Likeness likeness) {
    switch (likeness) {
        case Likeness::equal:
            return weight.equal;
        case Likeness::similar:
            return weight.similar;
        case Likeness::part:
            return weight.part;
        case Likeness::swapped:
            return weight.swapped;
        case Likeness::different:
            return weight.different;
        case Likeness::missing:
            break;
    }
    return 0;
}

bool similar_words(const std::string& one, const std::string& other) {
    if (std::min(one.size(), other.size()) < slips_in) return false;
    return one_slip_apart(one, other) || jaro_winkler(one, other) >= alike;
}

/// An initial stands for the name that it begins.
bool initial_of(const std::string& one, const std::string& other) {
    return std::min(one.size(), other.size()) == 1 && !one.empty() && !other.empty() && one[0] == other[0];
}

/// Takes the partner of `word` out of `others`: the same word first, then a similar one.
std::optional<Likeness> take_partner(const std::string& word, Words& others) {
    auto found = std::find(others.begin(), others.end(), word);
    auto likeness = Likeness::equal;
    if (found == others.end()) {
        likeness = Likeness::similar;
        found = std::find_if(others.begin(), others.end(), [&](const auto& one) { return similar_words(word, one); });
    }
    if (found == others.end()) {
        likeness = Likeness::part;
        found = std::find_if(others.begin(), others.end(), [&](const auto& one) { return initial_of(word, one); });
    }
    if (found == others.end()) return std::nullopt;
    others.erase(found);
    return likeness;
}

std::string joined(const Words& words) {
    std::string all;
    for (const auto& word : words) all += word;
    return all;
}

/// Word by word, in any order: "Hans-Jürgen" and "Hans-Jochen" share a word and are two people all the same.
Likeness compare_names(const Words& one, const Words& other) {
    if (one.empty() || other.empty()) return Likeness::missing;
    if (joined(one) == joined(other)) return Likeness::equal;  // "Annemarie", "Anne-Marie"
    Words left = one, right = other;
    if (left.size() > right.size()) std::swap(left, right);
    const bool more = left.size() < right.size();
    auto worst = Likeness::equal;
    for (const auto& word : left) {
        const auto partner = take_partner(word, right);
        if (!partner) return similar_words(joined(one), joined(other)) ? Likeness::similar : Likeness::different;
        worst = std::max(worst, *partner);
    }
    if (worst == Likeness::equal && more) return Likeness::part;
    return worst;
}

struct Date {
    std::string_view year, month, day;
};
Date date_of(const std::string& text) {
    const std::string_view all = text;
    return {all.substr(0, 4), all.substr(5, 2), all.substr(8, 2)};
}

/// Two of three parts right and the third one slip away is a typing error; a whole other part is not.
Likeness compare_dates(const std::string& one, const std::string& other) {
    constexpr std::size_t size = 10;
    if (one.size() != size || other.size() != size) return Likeness::missing;
    if (one == other) return Likeness::equal;
    const Date left = date_of(one), right = date_of(other);
    if (left.year == right.year && left.month == right.day && left.day == right.month) return Likeness::swapped;
    const int same = (left.year == right.year) + (left.month == right.month) + (left.day == right.day);
    if (same < 2) return Likeness::different;
    const bool slip = one_slip_apart(left.year, right.year) && one_slip_apart(left.month, right.month) &&
                      one_slip_apart(left.day, right.day);
    return slip ? Likeness::similar : Likeness::different;
}

Likeness compare_texts(const std::string& one, const std::string& other) {
    if (one.empty() || other.empty()) return Likeness::missing;
    return one == other ? Likeness::equal : Likeness::different;
}

Likeness compare_addresses(const Person& one, const Person& other) {
    const auto code = compare_texts(one.postal_code, other.postal_code);
    const auto city = compare_names(one.city, other.city);
    if (code == Likeness::equal && city != Likeness::different) return Likeness::equal;
    if (code == Likeness::equal || city == Likeness::equal || city == Likeness::similar) return Likeness::similar;
    return code == Likeness::missing && city == Likeness::missing ? Likeness::missing : Likeness::different;
}

struct Names {
    Likeness family, given;
};

/// Also in the other order, and with the name at birth in place of the one now.
Names compare_both_names(const Person& announced, const Person& known) {
    Names names{compare_names(announced.family_name, known.family_name),
                compare_names(announced.given_name, known.given_name)};
    const auto agrees = [](Likeness one) { return one == Likeness::equal || one == Likeness::similar; };
    if (names.family == Likeness::different && names.given == Likeness::different &&
        agrees(compare_names(announced.family_name, known.given_name)) &&
        agrees(compare_names(announced.given_name, known.family_name)))
        return {Likeness::swapped, Likeness::swapped};
    const bool by_birth = agrees(compare_names(announced.family_name, known.birth_name)) ||
                          agrees(compare_names(announced.birth_name, known.family_name));
    if (names.family == Likeness::different && by_birth) names.family = Likeness::part;
    return names;
}

bool is_known(Likeness one) { return one != Likeness::missing; }
bool fits(Likeness one) { return is_known(one) && one != Likeness::different; }

void warn(Comparison& result) {
    const auto is = [&](Field field, Likeness likeness) { return result.of(field) == likeness; };
    const auto different = Likeness::different;
    const bool other_given = is(Field::first_name, different);
    const bool twin = other_given && fits(result.of(Field::last_name)) && is(Field::birth_date, Likeness::equal);
    auto& warnings = result.warnings;
    if (is(Field::insurant_number, different)) warnings.push_back(MatchWarning::insurant_number_contradicts);
    if (is(Field::last_name, different) || (other_given && !twin)) warnings.push_back(MatchWarning::name_contradicts);
    if (is(Field::birth_date, different)) warnings.push_back(MatchWarning::birth_date_contradicts);
    if (is(Field::sex, different)) warnings.push_back(MatchWarning::sex_contradicts);
    if (twin) warnings.push_back(MatchWarning::twin);
    if (result.bits < something && warnings.empty()) warnings.push_back(MatchWarning::too_little);
}

/// Strong needs enough of the right kind: the number with a name or a date that fits it, or both names and the date.
MatchLevel level_of(const Comparison& result) {
    const bool number = result.of(Field::insurant_number) == Likeness::equal;
    const bool family = fits(result.of(Field::last_name)), given = fits(result.of(Field::first_name));
    const bool date = result.of(Field::birth_date) == Likeness::equal;
    const bool whole = (number && ((family && given) || date)) || (family && given && date);
    if (result.bits < something) return MatchLevel::weak;
    if (!result.warnings.empty()) return MatchLevel::possible;
    if (result.bits >= enough && whole) return MatchLevel::strong;
    return result.bits >= rather ? MatchLevel::likely : MatchLevel::possible;
}
}  // namespace

Comparison compare(const Person& announced, const Person& known) {
    const Names names = compare_both_names(announced, known);
    Comparison result;
    const auto note = [&](Field field, Likeness likeness, const Weight& weight) {
        result.fields.push_back({field, likeness, bits_of(weight, likeness)});
        result.bits += result.fields.back().bits;
    };
    note(Field::insurant_number, compare_texts(announced.insurant_number, known.insurant_number), insurant_weight);
    note(Field::last_name, names.family, family_weight);
    note(Field::first_name, names.given, given_weight);
    note(Field::birth_date, compare_dates(announced.birth_date, known.birth_date), birth_weight);
    note(Field::sex, compare_texts(announced.sex, known.sex), sex_weight);
    note(Field::address, compare_addresses(announced, known), address_weight);
    warn(result);
    result.level = level_of(result);
    return result;
}

bool stands_out(const std::vector<Comparison>& best_first) {
    if (best_first.empty() || best_first.front().level != MatchLevel::strong) return false;
    return best_first.size() == 1 || best_first.front().bits - best_first[1].bits >= lead;
}

core::PublicText public_text(Field field) {
    switch (field) {
        case Field::insurant_number:
            return "insurant_number";
        case Field::last_name:
            return "last_name";
        case Field::first_name:
            return "first_name";
        case Field::birth_date:
            return "birth_date";
        case Field::sex:
            return "sex";
        case Field::address:
            break;
    }
    return "address";
}

core::PublicText public_text(Likeness likeness) {
    switch (likeness) {
        case Likeness::equal:
            return "equal";
        case Likeness::similar:
            return "similar";
        case Likeness::part:
            return "part";
        case Likeness::swapped:
            return "swapped";
        case Likeness::different:
            return "different";
        case Likeness::missing:
            break;
    }
    return "missing";
}

core::PublicText public_text(MatchLevel level) {
    switch (level) {
        case MatchLevel::weak:
            return "weak";
        case MatchLevel::possible:
            return "possible";
        case MatchLevel::likely:
            return "likely";
        case MatchLevel::strong:
            break;
    }
    return "strong";
}

core::PublicText public_text(MatchWarning warning) {
    switch (warning) {
        case MatchWarning::insurant_number_contradicts:
            return "insurant_number_contradicts";
        case MatchWarning::name_contradicts:
            return "name_contradicts";
        case MatchWarning::birth_date_contradicts:
            return "birth_date_contradicts";
        case MatchWarning::sex_contradicts:
            return "sex_contradicts";
        case MatchWarning::twin:
            return "twin";
        case MatchWarning::too_little:
            break;
    }
    return "too_little";
}

}  // namespace vorab::hl7
