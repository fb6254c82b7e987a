#include "hospital_server/record/words.hpp"

#include <algorithm>

#include "common/names/cologne.hpp"
#include "common/names/fold.hpp"

namespace vorab::hospital_server::record {
using database::Connection;
using database::Value;

namespace {
constexpr std::size_t longest_word = 80;

void add_words(std::vector<Word>& words, const char* field, const std::optional<std::string>& text, bool sounds) {
    if (!text) return;
    for (auto& word : names::words(*text)) {
        if (word.size() > longest_word) continue;
        std::string sound = sounds ? names::cologne(word) : std::string{};
        words.push_back({field, std::move(word), std::move(sound)});
    }
}

std::vector<Word> kept_words(Connection& connection, const core::CaseId& case_id) {
    std::vector<Word> words;
    for (const auto& row :
         connection.query("SELECT field, word, sound FROM case_word WHERE case_id = ?", {case_id.str()})) {
        words.push_back({row.text(0), row.text(1), row.text(2)});
    }
    std::ranges::sort(words);
    return words;
}

void insert(Connection& connection, const core::CaseId& case_id, const std::string& received_at,
            const std::vector<Word>& words) {
    std::vector<std::vector<Value>> rows;
    for (const auto& word : words) {
        rows.push_back({std::string_view{case_id.str()}, std::string_view{word.field}, std::string_view{word.word},
                        std::string_view{word.sound}, std::string_view{received_at}});
    }
    if (rows.empty()) return;
    connection.execute_many("INSERT INTO case_word (case_id, field, word, sound, received_at) VALUES (?, ?, ?, ?, ?)",
                            rows);
}

void remove(Connection& connection, const core::CaseId& case_id, const std::vector<Word>& words) {
    for (const auto& word : words) {
        if (word.field == "vehicle") continue;
        connection.execute("DELETE FROM case_word WHERE case_id = ? AND field = ? AND word = ?",
                           {case_id.str(), word.field, word.word});
    }
}

std::string received_at(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one("SELECT received_at FROM patient_case WHERE id = ?", {case_id.str()});
    return database::to_sql(database::timestamp_of(*row, 0));
}

/// What is in `left` and not in `right`; both are sorted.
std::vector<Word> without(const std::vector<Word>& left, const std::vector<Word>& right) {
    std::vector<Word> rest;
    std::ranges::set_difference(left, right, std::back_inserter(rest));
    return rest;
}

bool keep_one(Connection& connection, const core::CaseId& case_id) {
    database::Transaction transaction{connection};
    const auto row = connection.query_one(
        "SELECT family_name, given_name, keyword, callsign FROM patient_case WHERE id = ? AND NOT words_kept FOR "
        "UPDATE",
        {case_id.str()});
    if (!row) return false;
    keep_words(connection, case_id,
               {row->optional_text(0), row->optional_text(1), row->optional_text(2), row->optional_text(3)});
    connection.execute("UPDATE patient_case SET words_kept = TRUE WHERE id = ?", {case_id.str()});
    transaction.commit();
    return true;
}
}  // namespace

std::vector<Word> words_of(const Named& named) {
    std::vector<Word> words;
    add_words(words, "family", named.family_name, true);
    add_words(words, "given", named.given_name, true);
    add_words(words, "keyword", named.keyword, false);
    add_words(words, "vehicle", named.vehicle, false);
    std::ranges::sort(words);
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

void keep_first_words(Connection& connection, const core::CaseId& case_id, const std::string& received_at,
                      const Named& named) {
    insert(connection, case_id, received_at, words_of(named));
}

void keep_words(Connection& connection, const core::CaseId& case_id, const Named& named) {
    const auto words = words_of(named);
    const auto kept = kept_words(connection, case_id);
    const auto fresh = without(words, kept);
    if (!fresh.empty()) insert(connection, case_id, received_at(connection, case_id), fresh);
    remove(connection, case_id, without(kept, words));
}

int keep_older_words(Connection& connection, int most) {
    int done = 0;
    for (const auto& row : connection.query("SELECT id FROM patient_case WHERE NOT words_kept ORDER BY id LIMIT ?",
                                            {std::int64_t{most}})) {
        if (keep_one(connection, core::CaseId::parse(row.text(0)).value())) ++done;
    }
    return done;
}
}  // namespace vorab::hospital_server::record
