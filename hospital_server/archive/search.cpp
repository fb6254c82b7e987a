#include "hospital_server/archive/search.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "common/core/json.hpp"
#include "common/names/cologne.hpp"
#include "common/names/fold.hpp"
#include "hospital_server/cases/local_day.hpp"

namespace vorab::hospital_server::archive {
namespace json = boost::json;
using core::failure;
using core::JsonFields;
using core::Problem;
using core::Result;
using database::Value;

namespace {
constexpr std::size_t most_words = 4;      ///< of one field: each is a join
constexpr std::size_t shortest_sound = 2;  ///< one digit sounds like everything

std::optional<std::string> text_in(JsonFields& in, core::PublicText member, std::size_t longest) {
    const auto text = in.optional_text(member, longest);
    if (text && names::words(*text).empty()) in.refuse(member, "has no word to search for");
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

std::optional<cases::Day> day_in(JsonFields& in, core::PublicText member) {
    const auto text = in.optional_text(member, 10);
    if (!text) return std::nullopt;
    const auto day = cases::parse_day(*text);
    if (!day) in.refuse(member, day.error().detail);
    return day ? std::optional{*day} : std::nullopt;
}

std::optional<std::string> case_in(JsonFields& in) {
    const auto text = in.optional_text("case", 32);
    if (!text) return std::nullopt;
    const bool hex =
        std::ranges::all_of(*text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!hex || text->size() < 8) in.refuse("case", "is 8 to 32 lower-case hex digits");
    return std::string{*text};
}

std::vector<core::MailboxId> mailboxes_in(JsonFields& in) {
    std::vector<core::MailboxId> mailboxes;
    const auto* sent = in.optional("mailboxes");
    if (!sent) return mailboxes;
    if (!sent->is_array() || sent->get_array().empty()) in.refuse("mailboxes", "is not a list of mailboxes");
    if (!sent->is_array()) return mailboxes;
    for (const auto& one : sent->get_array()) {
        const auto id =
            core::MailboxId::parse(one.is_string() ? std::string_view{one.get_string()} : std::string_view{});
        if (!id) in.refuse("mailboxes", id.error().detail);
        if (id) mailboxes.push_back(*id);
    }
    return mailboxes;
}

/// The statement as it grows, with what its question marks stand for. Only literals of ours are put together.
class Statement {
  public:
    void word(const char* field, const std::string& word, bool sounds) {
        const std::string name = "w" + std::to_string(words_++);
        std::string sound = sounds ? names::cologne(word) : std::string{};
        if (sound.size() < shortest_sound) sound = "-";  // nothing sounds so
        joins_ +=
            " JOIN (SELECT case_id, MIN(rank) AS rank FROM (SELECT case_id, IF(word = ?, 0, 1) AS rank "
            "FROM case_word WHERE field = ? AND word >= ? AND word < ? UNION ALL SELECT case_id, 2 "
            "FROM case_word WHERE field = ? AND sound = ?) AS either GROUP BY case_id) AS " +
            name + " ON " + name + ".case_id = c.id";
        rank_ += ", " + name + ".rank";
        for (const auto& value : {word, std::string{field}, word, word + "\xf4\x8f\xbf\xbf", std::string{field}, sound})
            of_joins_.push_back(value);
    }
    void words(const char* field, const std::optional<std::string>& text, bool sounds) {
        if (!text) return;
        auto all = names::words(*text);
        if (all.size() > most_words) all.resize(most_words);
        for (const auto& one : all) word(field, one, sounds);
    }
    void where(const char* condition, std::initializer_list<std::string> values) {
        where_ += std::string{where_.empty() ? " WHERE " : " AND "} + condition;
        of_where_.insert(of_where_.end(), values);
    }
    void after(const std::optional<Standing>& standing, const core::MailboxId& mailbox) {
        if (!standing) return;
        if (words_ == 0)
            where("c.received_at <= ?", {database::to_sql(standing->received_at)});  // from there in the index
        const std::string rank = std::to_string(static_cast<int>(standing->match));
        const std::string at = database::to_sql(standing->received_at);
        beyond_ =
            " WHERE place > ? OR (place = ? AND (received_at < ? OR (received_at = ? AND (id < ? OR "
            "(id = ? AND ?)))))";
        const char* later = mailbox.str() > standing->mailbox ? "1" : "0";
        of_beyond_ = {rank, rank, at, at, standing->case_id, standing->case_id, later};
    }

    std::vector<database::Row> run(database::Connection& connection, std::size_t most) const {
        const std::string sql =
            "SELECT id, received_at, place FROM (SELECT c.id AS id, c.received_at AS received_at, GREATEST(0" + rank_ +
            ", 0) AS place FROM patient_case c" + joins_ + where_ + ") AS found" + beyond_ +
            (words_ > 0 ? " ORDER BY place, received_at DESC, id DESC LIMIT ?"
                        : " ORDER BY received_at DESC, id DESC LIMIT ?");
        std::vector<Value> values;
        for (const auto* part : {&of_joins_, &of_where_, &of_beyond_}) {
            for (const auto& value : *part) values.emplace_back(std::string_view{value});
        }
        values.emplace_back(static_cast<std::int64_t>(most));
        return connection.query(sql.c_str(), values);
    }

  private:
    int words_ = 0;
    std::string rank_, joins_, where_, beyond_;
    std::vector<std::string> of_joins_, of_where_, of_beyond_;
};
}  // namespace

core::PublicText public_text(Match match) {
    switch (match) {
        case Match::equal:
            return "equal";
        case Match::begins:
            return "begins";
        case Match::sounds:
            return "sounds";
    }
    return "sounds";
}

bool operator<(const Standing& left, const Standing& right) {
    return std::tuple(left.match, right.received_at, right.case_id, left.mailbox) <
           std::tuple(right.match, left.received_at, left.case_id, right.mailbox);
}

std::string Standing::to_text() const {
    return std::to_string(static_cast<int>(match)) + ":" + std::to_string(received_at.time_since_epoch().count()) +
           ":" + case_id + ":" + mailbox;
}

Result<Standing> Standing::parse(std::string_view text) {
    const auto wrong = failure(Problem::schema_violation, "/after: is not what a page before gave as `next`");
    const auto first = text.find(':');
    const auto second = text.find(':', first + 1);
    if (first != 1 || second == std::string_view::npos || text.size() < second + 34) return wrong;
    std::int64_t microseconds = 0;
    const auto read = std::from_chars(text.data() + 2, text.data() + second, microseconds);
    const auto case_id = core::CaseId::parse(text.substr(second + 1, 32));
    const auto mailbox = core::MailboxId::parse(text.substr(second + 34));
    const bool proper = text[0] >= '0' && text[0] <= '2' && read.ptr == text.data() + second && case_id && mailbox &&
                        microseconds >= 0 && microseconds < 10'000'000'000'000'000;
    if (!proper) return wrong;
    return Standing{static_cast<Match>(text[0] - '0'), core::Timestamp{std::chrono::microseconds{microseconds}},
                    case_id->str(), mailbox->str()};
}

Result<Search> Search::read(const json::object& sent) {
    JsonFields in{sent};
    Search search;
    search.mailboxes = mailboxes_in(in);
    search.last_name = text_in(in, "last_name", 80);
    search.first_name = text_in(in, "first_name", 80);
    search.vehicle = text_in(in, "vehicle", 40);
    search.keyword = text_in(in, "keyword", 40);
    const auto born = day_in(in, "birth_date");
    const auto from = day_in(in, "received_from");
    const auto to = day_in(in, "received_to");
    search.case_begins = case_in(in);
    search.limit = static_cast<std::size_t>(in.optional_integer("limit", 1, 100).value_or(25));
    const auto after = in.optional_text("after", 200);
    if (auto wrong = in.finish()) return *wrong;
    if (born) search.birth_date = cases::to_text(*born);
    if (from) search.received_from = cases::begin_of(*from);
    if (to) search.received_until = cases::begin_of(*to + std::chrono::days{1});
    if (after) {
        const auto standing = Standing::parse(*after);
        if (!standing) return standing.error();
        search.after = *standing;
    }
    return search;
}

std::vector<Standing> find(database::Connection& connection, const core::MailboxId& mailbox, const Search& search,
                           core::Timestamp now) {
    Statement statement;
    statement.words("family", search.last_name, true);
    statement.words("given", search.first_name, true);
    statement.words("keyword", search.keyword, false);
    statement.words("vehicle", search.vehicle, false);
    statement.where("c.live_until <= ?", {database::to_sql(now)});
    if (search.birth_date) statement.where("c.birth_date = ?", {*search.birth_date});
    if (search.received_from) statement.where("c.received_at >= ?", {database::to_sql(*search.received_from)});
    if (search.received_until) statement.where("c.received_at < ?", {database::to_sql(*search.received_until)});
    if (search.case_begins) statement.where("c.id >= ? AND c.id < ?", {*search.case_begins, *search.case_begins + "g"});
    statement.after(search.after, mailbox);
    std::vector<Standing> found;
    for (const auto& row : statement.run(connection, search.limit + 1)) {
        found.push_back(
            {static_cast<Match>(row.integer(2)), database::timestamp_of(row, 1), row.text(0), mailbox.str()});
    }
    return found;
}
}  // namespace vorab::hospital_server::archive
