#include "common/names/fold.hpp"

#include <algorithm>

#include "common/names/letters.hpp"

namespace vorab::names {
namespace {
bool is_umlaut(char32_t letter) {
    return letter == U'Ä' || letter == U'Ö' || letter == U'Ü' || letter == U'ä' || letter == U'ö' || letter == U'ü';
}

bool is_apostrophe(char32_t letter) {
    return letter == '\'' || letter == '`' || letter == 0xb4 || letter == 0x2018 || letter == 0x2019 || letter == 0x2bc;
}

/// Of another script: kept as written. Not the punctuation of Unicode's general blocks, nor its spaces.
bool is_foreign_letter(char32_t letter) {
    return letter >= 0x370 && !(letter >= 0x2000 && letter <= 0x2bff) && letter != 0x3000 && letter < 0xd800;
}

void append_utf8(std::string& text, char32_t letter) {
    const auto part = [letter](unsigned shift) { return static_cast<char>(0x80U | ((letter >> shift) & 0x3fU)); };
    if (letter < 0x800) {
        text += static_cast<char>(0xc0U | (letter >> 6U));
    } else {
        text += static_cast<char>(0xe0U | (letter >> 12U));
        text += part(6);
    }
    text += part(0);
}

/// Appends what `letter` folds to; false when it only separates words.
bool append_folded(std::string& folded, char32_t letter) {
    const auto letters = plain(letter);
    if (!letters.empty()) {
        folded += letters;
        if (is_umlaut(letter)) folded += 'e';
    } else if (letter >= '0' && letter <= '9') {
        folded += static_cast<char>(letter);
    } else if (is_foreign_letter(letter)) {
        append_utf8(folded, letter);
    } else {
        return false;
    }
    return true;
}

bool takes_umlaut(char letter) { return letter == 'a' || letter == 'o' || letter == 'u'; }
}  // namespace

std::string fold(std::string_view text) {
    std::string folded;
    bool apart = false;
    while (!text.empty()) {
        const char32_t letter = next_letter(text);
        if (is_accent(letter)) {
            if (letter == diaeresis && !apart && !folded.empty() && takes_umlaut(folded.back())) folded += 'e';
            continue;
        }
        if (is_apostrophe(letter)) continue;
        std::string one;
        if (!append_folded(one, letter)) {
            apart = true;
            continue;
        }
        if (apart && !folded.empty()) folded += ' ';
        apart = false;
        folded += one;
    }
    return folded;
}

std::vector<std::string> words(std::string_view text) {
    const std::string folded = fold(text);
    std::vector<std::string> found;
    for (std::size_t begin = 0; begin < folded.size();) {
        const auto end = std::min(folded.find(' ', begin), folded.size());
        found.push_back(folded.substr(begin, end - begin));
        begin = end + 1;
    }
    return found;
}
}  // namespace vorab::names
