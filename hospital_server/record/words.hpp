#pragma once
// The words that the archive finds a case by: folded, and names also as they sound (common/names). One row each of the
// table case_word, written with the record they come from.
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::record {

/// What is known of a case by name.
struct Named {
    std::optional<std::string> family_name;
    std::optional<std::string> given_name;
    std::optional<std::string> keyword;
    std::optional<std::string> vehicle;  ///< the callsign of one that sent; those of others stay
};

struct Word {
    std::string field;  ///< "family", "given", "keyword", "vehicle"
    std::string word;
    std::string sound;  ///< of names; empty for the rest
    friend auto operator<=>(const Word&, const Word&) = default;
};

/// Sorted, each once.
std::vector<Word> words_of(const Named& named);

/// Of a case that has none yet: nothing is read first. `received_at` is the case's, as in SQL.
void keep_first_words(database::Connection& connection, const core::CaseId& case_id, const std::string& received_at,
                      const Named& named);

/// Makes the kept words of the case those of `named`. The caller holds the case's row.
void keep_words(database::Connection& connection, const core::CaseId& case_id, const Named& named);

/// Indexes at most `most` cases that came before their words were kept; how many it did. Each is a transaction of its
/// own, so it may be broken off and begun again.
int keep_older_words(database::Connection& connection, int most);

}  // namespace vorab::hospital_server::record
