#include "hl7/matching.hpp"

#include "hl7/similarity.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using hl7::Comparison;
using hl7::Field;
using hl7::Likeness;
using hl7::MatchLevel;
using hl7::MatchWarning;

namespace {
/// "Hans-Jürgen Müller 12.08.1945, 12345 Musterstadt", folded.
hl7::Person hans() { return {{"muller"}, {"hans", "jurgen"}, {}, "1945-08-12", "male", "", "12345", {"musterstadt"}}; }
bool warns(const Comparison& comparison, MatchWarning of) {
    const auto& all = comparison.warnings;
    return std::find(all.begin(), all.end(), of) != all.end();
}
Comparison against_hans(const hl7::Person& other) { return hl7::compare(other, hans()); }
}  // namespace

TEST_CASE("the same person is strong, field by field equal") {
    const auto same = against_hans(hans());
    CHECK(same.level == MatchLevel::strong);
    CHECK(same.warnings.empty());
    CHECK(same.bits > 45);
    CHECK(same.of(Field::last_name) == Likeness::equal);
    CHECK(same.of(Field::insurant_number) == Likeness::missing);
}

TEST_CASE("a typing error, a short first name, exchanged names stay strong") {
    auto other = hans();
    other.family_name = {"mulelr"};
    CHECK(against_hans(other).of(Field::last_name) == Likeness::similar);
    CHECK(against_hans(other).level == MatchLevel::strong);
    other = hans();
    other.given_name = {"hans"};
    CHECK(against_hans(other).of(Field::first_name) == Likeness::part);
    CHECK(against_hans(other).level == MatchLevel::strong);
    other.given_name = {"hansjurgen"};
    CHECK(against_hans(other).of(Field::first_name) == Likeness::equal);
    other = hans();
    std::swap(other.family_name, other.given_name);
    CHECK(against_hans(other).of(Field::last_name) == Likeness::swapped);
    CHECK(against_hans(other).level == MatchLevel::strong);
    other = hans();
    other.given_name = {"h"};
    CHECK(against_hans(other).of(Field::first_name) == Likeness::part);
}

TEST_CASE("a twin is never strong, however alike the names look") {
    auto twin = hans();
    twin.given_name = {"hans", "jochen"};
    auto result = against_hans(twin);
    CHECK(result.of(Field::first_name) == Likeness::different);
    CHECK(warns(result, MatchWarning::twin));
    CHECK(result.level == MatchLevel::possible);
    twin.given_name = {"karl", "heinz"};
    result = against_hans(twin);
    CHECK(warns(result, MatchWarning::twin));
    CHECK(result.level < MatchLevel::likely);
}

TEST_CASE("father and son have one name and two birth dates: a question") {
    auto son = hans();
    son.birth_date = "1971-03-02";
    const auto result = against_hans(son);
    CHECK(warns(result, MatchWarning::birth_date_contradicts));
    CHECK(result.level == MatchLevel::possible);
}

TEST_CASE("a birth date with a slip or with day and month exchanged asks, and is not refused") {
    auto other = hans();
    other.birth_date = "1945-12-08";
    CHECK(against_hans(other).of(Field::birth_date) == Likeness::swapped);
    CHECK(against_hans(other).level == MatchLevel::likely);
    other.birth_date = "1946-08-12";
    CHECK(against_hans(other).of(Field::birth_date) == Likeness::similar);
    CHECK(against_hans(other).level == MatchLevel::likely);
    other.birth_date = "1946-09-12";
    CHECK(against_hans(other).of(Field::birth_date) == Likeness::different);
}

TEST_CASE("who moved house is strong, who married is possible") {
    auto other = hans();
    other.postal_code = "98765";
    other.city = {"unterdorf"};
    CHECK(against_hans(other).level == MatchLevel::strong);
    other = hans();
    other.family_name = {"schulze"};
    CHECK(against_hans(other).level == MatchLevel::possible);
    CHECK(warns(against_hans(other), MatchWarning::name_contradicts));
    auto known = hans();
    known.birth_name = {"schulze"};
    CHECK(hl7::compare(other, known).of(Field::last_name) == Likeness::part);
    CHECK(hl7::compare(other, known).level == MatchLevel::strong);
}

TEST_CASE("a family name alone is too little, whatever it agrees with") {
    hl7::Person other;
    other.family_name = {"muller"};
    CHECK(against_hans(other).level == MatchLevel::possible);
    other.birth_date = "1945-08-12";
    CHECK(against_hans(other).level == MatchLevel::likely);
    hl7::Person nobody;
    CHECK(against_hans(nobody).level == MatchLevel::weak);
    CHECK(warns(against_hans(nobody), MatchWarning::too_little));
}

TEST_CASE("another person of the same town and birth date is no candidate to speak of") {
    auto other = hans();
    other.family_name = {"weber"};
    other.given_name = {"klaus"};
    CHECK(against_hans(other).level == MatchLevel::weak);
}

TEST_CASE("the insurant number decides with a name or a date, and shows what contradicts it") {
    auto sent = hans(), known = hans();
    sent.insurant_number = known.insurant_number = "X110411675";
    CHECK(hl7::compare(sent, known).level == MatchLevel::strong);
    sent.family_name = {"weber"};
    sent.given_name = {"klaus"};
    sent.birth_date = "1980-01-02";
    const auto contradicted = hl7::compare(sent, known);
    CHECK(warns(contradicted, MatchWarning::name_contradicts));
    CHECK(warns(contradicted, MatchWarning::birth_date_contradicts));
    CHECK(contradicted.level < MatchLevel::likely);
    sent = hans();
    sent.insurant_number = "A123456780";
    CHECK(warns(hl7::compare(sent, known), MatchWarning::insurant_number_contradicts));
    CHECK(hl7::compare(sent, known).level == MatchLevel::possible);
    hl7::Person number_alone;
    number_alone.insurant_number = "X110411675";
    CHECK(hl7::compare(number_alone, known).level == MatchLevel::likely);  // a card is borrowed now and then
}

TEST_CASE("another sex is warned of") {
    auto other = hans();
    other.sex = "female";
    CHECK(warns(against_hans(other), MatchWarning::sex_contradicts));
    CHECK(against_hans(other).level == MatchLevel::possible);
}

TEST_CASE("only who is strong and far ahead stands out") {
    const auto strong = against_hans(hans());
    auto near = hans();
    near.city.clear();
    near.postal_code.clear();
    CHECK(hl7::stands_out({strong}));
    CHECK_FALSE(hl7::stands_out({strong, against_hans(near)}));
    auto far = hans();
    far.birth_date = "1971-03-02";
    CHECK(hl7::stands_out({strong, against_hans(far)}));
    CHECK_FALSE(hl7::stands_out({against_hans(far)}));
    CHECK_FALSE(hl7::stands_out({}));
}

TEST_CASE("likeness of words") {
    CHECK(hl7::jaro_winkler("martha", "marhta") == Approx(0.9611).margin(0.0001));
    CHECK(hl7::jaro_winkler("dwayne", "duane") == Approx(0.84).margin(0.0001));
    CHECK(hl7::jaro_winkler("dixon", "dicksonx") == Approx(0.8133).margin(0.0001));
    CHECK(hl7::jaro_winkler("", "") == 1);
    CHECK(hl7::jaro_winkler("a", "b") == 0);
    for (const auto& [one, other] : {std::pair{"meier", "meyer"}, {"meier", "meir"}, {"meier", "mieer"}, {"a", ""}})
        CHECK(hl7::one_slip_apart(one, other));
    CHECK(hl7::one_slip_apart("meier", "meier"));
    CHECK_FALSE(hl7::one_slip_apart("meier", "mayer"));
    CHECK_FALSE(hl7::one_slip_apart("meier", "mei"));
}
