#include <algorithm>
#include <iterator>

#include "common/names/cologne.hpp"
#include "common/names/fold.hpp"
#include "hospital_server/archive/search.hpp"

// The number of stored cases must not matter (docs/decisions/speed-of-search.md). A single word is asked for in the
// order of the answer, so that a full page ends the scan; more words begin with the cases of one of them; a birth date,
// a case id or no word at all begins with the cases themselves.
namespace vorab::hospital_server::archive {
using database::Connection;
using database::Value;

namespace {
constexpr std::size_t most_words = 4;      ///< of one field
constexpr std::size_t shortest_sound = 2;  ///< one digit sounds like everything

/// Words that begin with `word` lie from it to before `end`.
struct Wanted {
    std::string field, word, end, sound;
};

void want(std::vector<Wanted>& all, const char* field, const std::optional<std::string>& text, bool sounds) {
    if (!text) return;
    auto words = names::words(*text);
    if (words.size() > most_words) words.resize(most_words);
    for (const auto& word : words) {
        std::string sound = sounds ? names::cologne(word) : std::string{};
        if (sound.size() < shortest_sound) sound.clear();
        all.push_back({field, word, word + "\xf4\x8f\xbf\xbf", sound});
    }
}

/// The rarest kind first.
std::vector<Wanted> wanted_by(const Search& search) {
    std::vector<Wanted> all;
    want(all, "family", search.last_name, true);
    want(all, "given", search.first_name, true);
    want(all, "vehicle", search.vehicle, false);
    want(all, "keyword", search.keyword, false);
    return all;
}

/// A statement as it grows, with what its question marks stand for. Only literals of ours are put together.
class Statement {
  public:
    void add(const char* part, std::initializer_list<std::string> values = {}) {
        sql_ += part;
        values_.insert(values_.end(), values);
    }
    std::vector<database::Row> run(Connection& connection, std::size_t most) const {
        std::vector<Value> values;
        for (const auto& value : values_) values.emplace_back(std::string_view{value});
        values.emplace_back(static_cast<std::int64_t>(most));
        return connection.query((sql_ + " LIMIT ?").c_str(), values);
    }

  private:
    std::string sql_;
    std::vector<std::string> values_;
};

/// Follows a condition on the `live_until` of patient_case c.
void add_days(Statement& statement, const Search& search, const char* from, const char* until) {
    if (search.received_from) statement.add(from, {database::to_sql(*search.received_from)});
    if (search.received_until) statement.add(until, {database::to_sql(*search.received_until)});
}

const char* is_later(const core::MailboxId& mailbox, const Standing& standing) {
    return mailbox.str() > standing.mailbox ? "1" : "0";
}

/// The rows w of case_word that match so well and no better, one for each case.
void add_match(Statement& statement, const Wanted& wanted, Match match) {
    const auto& [field, word, end, sound] = wanted;
    if (match == Match::equal) statement.add("w.field = ? AND w.word = ?", {field, word});
    if (match == Match::begins) {
        statement.add(
            "w.field = ? AND w.word > ? AND w.word < ? AND NOT EXISTS (SELECT 1 FROM case_word b WHERE b.case_id = "
            "w.case_id AND b.field = w.field AND b.word >= ? AND b.word < w.word)",
            {field, word, end, word});
    }
    if (match == Match::sounds) {
        statement.add(
            "w.field = ? AND w.sound = ? AND NOT EXISTS (SELECT 1 FROM case_word b WHERE b.case_id = w.case_id AND "
            "b.field = w.field AND (b.word >= ? AND b.word < ? OR b.sound = ? AND b.word < w.word))",
            {field, sound, word, end, sound});
    }
}

/// Those of one match of the first word that have the others as written, the newest first, as they lie in the index.
std::vector<Standing> newest_of(Connection& connection, const core::MailboxId& mailbox, const Search& search,
                                const std::string& now, const std::vector<Wanted>& words, Match match,
                                std::size_t most) {
    Statement statement;
    statement.add("SELECT w.case_id, w.received_at FROM case_word w STRAIGHT_JOIN patient_case c ON c.id = w.case_id");
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string other = "o" + std::to_string(i);
        statement.add((" STRAIGHT_JOIN case_word " + other + " ON " + other + ".case_id = w.case_id AND " + other +
                       ".field = ? AND " + other + ".word = ?")
                          .c_str(),
                      {words[i].field, words[i].word});
    }
    statement.add(" WHERE ");
    add_match(statement, words.front(), match);
    statement.add(" AND c.live_until <= ?", {now});
    add_days(statement, search, " AND w.received_at >= ?", " AND w.received_at < ?");
    if (search.after) {
        const std::string at = database::to_sql(search.after->received_at);
        const auto& id = search.after->case_id;
        statement.add(" AND w.received_at <= ? AND (w.received_at < ? OR w.case_id < ? OR (w.case_id = ? AND ?))",
                      {at, at, id, id, is_later(mailbox, *search.after)});
    }
    statement.add(" ORDER BY w.received_at DESC, w.case_id DESC");
    std::vector<Standing> found;
    for (const auto& row : statement.run(connection, most))
        found.push_back({match, database::timestamp_of(row, 1), row.text(0), mailbox.str()});
    return found;
}

std::vector<Standing> find_by_word(Connection& connection, const core::MailboxId& mailbox, Search search,
                                   const std::string& now, const std::vector<Wanted>& words) {
    std::vector<Standing> found;
    for (const auto match : {Match::equal, Match::begins, Match::sounds}) {
        const bool before = search.after && match < search.after->match;
        const bool silent = match == Match::sounds && words.front().sound.empty();
        if (before || silent || found.size() > search.limit) continue;
        auto more = newest_of(connection, mailbox, search, now, words, match, search.limit + 1 - found.size());
        std::ranges::move(more, std::back_inserter(found));
        search.after.reset();  // the next kind begins at its newest
    }
    return found;
}

/// How well a case c matches this word; NULL: not at all.
void add_rank(Statement& statement, const Wanted& wanted) {
    const auto& [field, word, end, sound] = wanted;
    statement.add(
        ", (SELECT MIN(IF(w.word = ?, 0, IF(w.word >= ? AND w.word < ?, 1, 2))) FROM case_word w WHERE w.case_id = "
        "c.id AND w.field = ? AND (w.word >= ? AND w.word < ? OR ? <> '' AND w.sound = ?))",
        {word, word, end, field, word, end, sound, sound});
}

/// The cases to look at.
void add_cases(Statement& statement, const Search& search, const std::string& now, const std::vector<Wanted>& words) {
    const bool known = search.birth_date || search.case_begins;
    if (known || words.empty()) {
        statement.add(" FROM patient_case c");
    } else {
        const auto& [field, word, end, sound] = words.front();
        statement.add(
            " FROM (SELECT case_id FROM case_word WHERE field = ? AND word >= ? AND word < ? UNION SELECT case_id FROM "
            "case_word WHERE field = ? AND ? <> '' AND sound = ?) AS either STRAIGHT_JOIN patient_case c ON c.id = "
            "either.case_id",
            {field, word, end, field, sound, sound});
    }
    statement.add(" WHERE c.live_until <= ?", {now});
    if (search.birth_date) statement.add(" AND c.birth_date = ?", {*search.birth_date});
    if (search.case_begins)
        statement.add(" AND c.id >= ? AND c.id < ?", {*search.case_begins, *search.case_begins + "g"});
    add_days(statement, search, " AND c.received_at >= ?", " AND c.received_at < ?");
    if (search.after && words.empty())  // from there in the index
        statement.add(" AND c.received_at <= ?", {database::to_sql(search.after->received_at)});
}

std::vector<Standing> find_among_cases(Connection& connection, const core::MailboxId& mailbox, const Search& search,
                                       const std::string& now, const std::vector<Wanted>& words) {
    Statement statement;
    statement.add("SELECT id, received_at, place FROM (SELECT c.id AS id, c.received_at AS received_at, GREATEST(0");
    for (const auto& wanted : words) add_rank(statement, wanted);
    statement.add(", 0) AS place");
    add_cases(statement, search, now, words);
    statement.add(") AS found WHERE place IS NOT NULL");
    if (search.after) {
        const std::string place = std::to_string(static_cast<int>(search.after->match));
        const std::string at = database::to_sql(search.after->received_at);
        const auto& id = search.after->case_id;
        statement.add(
            " AND (place > ? OR (place = ? AND (received_at < ? OR (received_at = ? AND (id < ? OR (id = ? AND ?))))))",
            {place, place, at, at, id, id, is_later(mailbox, *search.after)});
    }
    statement.add(words.empty() ? " ORDER BY received_at DESC, id DESC" : " ORDER BY place, received_at DESC, id DESC");
    std::vector<Standing> found;
    for (const auto& row : statement.run(connection, search.limit + 1)) {
        found.push_back(
            {static_cast<Match>(row.integer(2)), database::timestamp_of(row, 1), row.text(0), mailbox.str()});
    }
    return found;
}
}  // namespace

std::vector<Standing> find(Connection& connection, const core::MailboxId& mailbox, const Search& search,
                           core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto words = wanted_by(search);
    if (words.empty() || search.birth_date || search.case_begins)
        return find_among_cases(connection, mailbox, search, at, words);
    if (words.size() == 1) return find_by_word(connection, mailbox, search, at, words);
    if (!search.after || search.after->match == Match::equal) {
        auto found = newest_of(connection, mailbox, search, at, words, Match::equal, search.limit + 1);
        if (found.size() > search.limit) return found;
    }
    return find_among_cases(connection, mailbox, search, at, words);
}
}  // namespace vorab::hospital_server::archive
