#include "common/names/cologne.hpp"

#include "common/names/letters.hpp"

namespace vorab::names {
namespace {
bool among(std::string_view letters, char letter) {
    return letter != '\0' && letters.find(letter) != std::string_view::npos;
}

/// C: hard before these; more of them at the beginning of the name, none after S or Z.
std::string_view code_of_c(char before, char after) {
    if (before == '\0') return among("ahkloqrux", after) ? "4" : "8";
    return among("ahkoqux", after) && !among("sz", before) ? "4" : "8";
}

/// One letter between its neighbours; '\0' where there is none. H is silent.
std::string_view code_of(char before, char letter, char after) {
    if (among("aeioujy", letter)) return "0";
    if (letter == 'b') return "1";
    if (letter == 'p') return after == 'h' ? "3" : "1";
    if (among("dt", letter)) return among("csz", after) ? "8" : "2";
    if (among("fvw", letter)) return "3";
    if (among("gkq", letter)) return "4";
    if (letter == 'c') return code_of_c(before, after);
    if (letter == 'x') return among("ckq", before) ? "8" : "48";
    if (letter == 'l') return "5";
    if (among("mn", letter)) return "6";
    if (letter == 'r') return "7";
    return among("sz", letter) ? "8" : "";
}

std::string letters_of(std::string_view name) {
    std::string letters;
    while (!name.empty()) letters += plain(next_letter(name));
    return letters;
}
}  // namespace

std::string cologne(std::string_view name) {
    const std::string letters = letters_of(name);
    std::string code;
    char last = '\0';
    for (std::size_t at = 0; at < letters.size(); ++at) {
        const char before = at > 0 ? letters[at - 1] : '\0';
        const char after = at + 1 < letters.size() ? letters[at + 1] : '\0';
        for (const char digit : code_of(before, letters[at], after)) {
            if (digit != last && (digit != '0' || code.empty())) code += digit;
            last = digit;
        }
    }
    return code;
}
}  // namespace vorab::names
