#include "hl7/transliteration.hpp"

#include <algorithm>
#include <array>

namespace vorab::hl7 {
namespace {
/// U+0100 to U+017F (Latin Extended-A), one letter each; '?' where two letters are needed, see the table below.
constexpr std::string_view latin_extended_a =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi??JjKkqLlLlLlL"
    "lLlNnNnNnnNnOoOoOo??RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(latin_extended_a.size() == 0x80);

struct Near {
    char32_t character;
    std::string_view text;
};
constexpr std::array nearest{
    Near{0x0132, "IJ"},  Near{0x0133, "ij"}, Near{0x0152, "OE"}, Near{0x0153, "oe"},  Near{0x0192, "f"},
    Near{0x0218, "S"},   Near{0x0219, "s"},  Near{0x021A, "T"},  Near{0x021B, "t"},   Near{0x02C6, "^"},
    Near{0x02DC, "~"},   Near{0x1E9E, "SS"}, Near{0x2010, "-"},  Near{0x2011, "-"},   Near{0x2012, "-"},
    Near{0x2013, "-"},   Near{0x2014, "-"},  Near{0x2018, "'"},  Near{0x2019, "'"},   Near{0x201A, "'"},
    Near{0x201C, "\""},  Near{0x201D, "\""}, Near{0x201E, "\""}, Near{0x2020, "+"},   Near{0x2022, "*"},
    Near{0x2026, "..."}, Near{0x2028, "\n"}, Near{0x2029, "\n"}, Near{0x202F, " "},   Near{0x2030, "o/oo"},
    Near{0x2039, "<"},   Near{0x203A, ">"},  Near{0x2082, "2"},  Near{0x20AC, "EUR"}, Near{0x2122, "TM"},
    Near{0x2192, "->"},  Near{0x2212, "-"},  Near{0x2248, "~"},  Near{0x2264, "<="},  Near{0x2265, ">="},
    Near{0x03BC, "u"},   Near{0x0085, "\n"},
};

struct Composition {
    char32_t letter;
    char32_t accent;
    char32_t both;
};
constexpr std::array compositions{
    Composition{'A', 0x300, 0xC0}, Composition{'A', 0x301, 0xC1}, Composition{'A', 0x302, 0xC2},
    Composition{'A', 0x303, 0xC3}, Composition{'A', 0x308, 0xC4}, Composition{'A', 0x30A, 0xC5},
    Composition{'C', 0x327, 0xC7}, Composition{'E', 0x300, 0xC8}, Composition{'E', 0x301, 0xC9},
    Composition{'E', 0x302, 0xCA}, Composition{'E', 0x308, 0xCB}, Composition{'I', 0x300, 0xCC},
    Composition{'I', 0x301, 0xCD}, Composition{'I', 0x302, 0xCE}, Composition{'I', 0x308, 0xCF},
    Composition{'N', 0x303, 0xD1}, Composition{'O', 0x300, 0xD2}, Composition{'O', 0x301, 0xD3},
    Composition{'O', 0x302, 0xD4}, Composition{'O', 0x303, 0xD5}, Composition{'O', 0x308, 0xD6},
    Composition{'U', 0x300, 0xD9}, Composition{'U', 0x301, 0xDA}, Composition{'U', 0x302, 0xDB},
    Composition{'U', 0x308, 0xDC}, Composition{'Y', 0x301, 0xDD},
};
}  // namespace

std::string_view transliterated(char32_t character) {
    const auto* const found = std::find_if(nearest.begin(), nearest.end(),
                                           [character](const Near& near) { return near.character == character; });
    if (found != nearest.end()) return found->text;
    if (character >= 0x100 && character < 0x180) return latin_extended_a.substr(character - 0x100, 1);
    return "?";
}

bool is_combining(char32_t character) { return character >= 0x300 && character <= 0x36F; }

char32_t composed(char32_t letter, char32_t accent) {
    // In ISO-8859-1 a small letter stands 0x20 after its capital, as in ASCII: one table serves both.
    const char32_t small = letter >= 'a' && letter <= 'z' ? 0x20 : 0;
    for (const auto& composition : compositions) {
        if (composition.letter == letter - small && composition.accent == accent) return composition.both + small;
    }
    return letter;
}

}  // namespace vorab::hl7
