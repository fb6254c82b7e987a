#include "common/names/cologne.hpp"
#include "common/names/fold.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;

TEST_CASE("names that are one name have one folded spelling") {
    for (const char* spelling : {"Müller", "MÜLLER", "Mueller", "Mu\xcc\x88ller", "  müller "})
        CHECK(names::fold(spelling) == "mueller");
    CHECK(names::fold("Weiß") == names::fold("WEISS"));
    CHECK(names::fold("Wei\xe1\xba\x9e") == "weiss");
    CHECK(names::fold("René") == names::fold("Rene\xcc\x81"));
    CHECK(names::fold("Łukasz Żółć") == "lukasz zolc");
    CHECK(names::fold("Çelik İnönü") == "celik inoenue");
    CHECK(names::fold("Björk Ægir Œuvre") == "bjoerk aegir oeuvre");
    CHECK(names::fold("O'Neill") == names::fold("O\xe2\x80\x99Neill"));
    CHECK(names::fold("Иванов") == "Иванов");
}

TEST_CASE("what stands between names separates them, once") {
    CHECK(names::words("Müller-Lüdenscheidt") == std::vector<std::string>{"mueller", "luedenscheidt"});
    CHECK(names::words(" von  der\tHeide (geb. Maier)") ==
          std::vector<std::string>{"von", "der", "heide", "geb", "maier"});
    CHECK(names::words("RTW 83/1") == std::vector<std::string>{"rtw", "83", "1"});
    CHECK(names::words(" -- ").empty());
    CHECK(names::words("").empty());
}

TEST_CASE("bytes that are not UTF-8 separate words and harm nothing") {
    CHECK(names::fold("M\xfcller") == "m ller");
    CHECK(names::fold("a\xc3") == "a");
    CHECK(names::cologne("\xff\xfe").empty());
}

TEST_CASE("Kölner Phonetik gives the published codes") {
    for (const auto& [name, code] : {std::pair{"Müller-Lüdenscheidt", "65752682"},
                                     {"Breschnew", "17863"},
                                     {"Wikipedia", "3412"},
                                     {"Meier", "67"},
                                     {"Mayr", "67"},
                                     {"Schmidt", "862"},
                                     {"Schmitt", "862"},
                                     {"Schmied", "862"},
                                     {"Schulz", "858"},
                                     {"Schultze", "858"},
                                     {"Christian", "47826"},
                                     {"Kristian", "47826"},
                                     {"Özdemir", "08267"},
                                     {"Yılmaz", "0568"},
                                     {"Müller", "657"},
                                     {"Möller", "657"},
                                     {"Miller", "657"},
                                     {"Jung", "064"},
                                     {"Young", "064"}}) {
        INFO(name);
        CHECK(names::cologne(name) == code);
    }
    CHECK(names::cologne("").empty());
    CHECK(names::cologne("Heinz") == names::cologne("heintz"));
    CHECK(names::cologne("Иванов").empty());
}
