#pragma once
// German words for a record's members, codes and flags, from schemas/record_words.json, which the tracker shows too.
// What has no word shows itself, so that nothing is hidden.
#include <string>
#include <string_view>

namespace vorab::hospital_server::pdf {

std::string label(std::string_view member);    ///< "Geburtsdatum"
std::string word(std::string_view code);       ///< "Vorhofflimmern"; free text passes as it is
std::string flag_word(std::string_view flag);  ///< "Lysefenster"

std::string_view record_words_text();  ///< the table itself, compiled in

}  // namespace vorab::hospital_server::pdf
