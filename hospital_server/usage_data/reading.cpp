#include "hospital_server/usage_data/reading.hpp"

#include <boost/json/serialize.hpp>

#include "hospital_server/audit/row.hpp"

namespace vorab::hospital_server::usage_data {
namespace json = boost::json;
using database::Connection;
using database::Row;

namespace {
constexpr std::int64_t lines_at_once = 1000;

/// The texts that the statement's parameters point to.
struct Asked {
    explicit Asked(const Filter& filter)
        : from(filter.from ? database::to_sql(*filter.from) : "1000-01-01"),
          until(filter.until ? database::to_sql(*filter.until) : "9999-12-31"),
          words(filter) {}

    std::vector<Row> query(Connection& connection, const std::string& begin, std::int64_t id, const char* end,
                           std::int64_t limit) const {
        const std::string sql =
            begin +
            " ? AND at >= ? AND at < ? AND LEFT(event, LENGTH(?)) = ? AND (? = '' OR user_name = ?) "
            "AND (? = '' OR case_id = ?) " +
            end;
        return connection.query(sql.c_str(), {id, from, until, words.event, words.event, words.user, words.user,
                                              words.case_id, words.case_id, limit});
    }

    std::string from;
    std::string until;
    const Filter& words;
};

std::string selected() { return std::string{"SELECT "} + audit::row_columns + " FROM audit WHERE id "; }

/// RFC 4180; what a spreadsheet would take for a formula is made a text.
void append_field(std::string& line, const json::value& value) {
    if (!line.empty()) line += ',';
    if (value.is_null()) return;
    std::string text = value.is_string() ? std::string{value.get_string()} : json::serialize(value);
    if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) text.insert(0, "'");
    line += '"';
    for (const char c : text) line.append(c == '"' ? 2 : 1, c);
    line += '"';
}

std::string csv_line(const json::object& entry) {
    std::string line;
    for (const auto& member : entry) append_field(line, member.value());
    return line + "\r\n";
}
}  // namespace

json::array page(Connection& connection, const Filter& filter, std::int64_t before, std::int64_t limit) {
    static const std::string begin = selected() + "<";
    json::array entries;
    for (const auto& row : Asked{filter}.query(connection, begin, before, "ORDER BY id DESC LIMIT ?", limit)) {
        entries.push_back(audit::to_json(row));
    }
    return entries;
}

core::Result<Format> parse_format(std::string_view word) {
    if (word == "jsonl") return Format::jsonl;
    if (word == "csv") return Format::csv;
    return core::failure(core::Problem::malformed, "the format is jsonl or csv");
}

std::string heading(Format format) {
    return format == Format::jsonl
               ? ""
               : "entry,at,event,problem,user,case,transmission,peer,browser,target,size,attempt,number,hash\r\n";
}

std::string next_lines(Connection& connection, const Filter& filter, Format format, std::int64_t& last) {
    static const std::string begin = selected() + ">";
    std::string lines;
    for (const auto& row : Asked{filter}.query(connection, begin, last, "ORDER BY id LIMIT ?", lines_at_once)) {
        last = row.integer(0);
        const auto entry = audit::to_json(row);
        lines += format == Format::csv ? csv_line(entry) : json::serialize(entry) + "\n";
    }
    return lines;
}
}  // namespace vorab::hospital_server::usage_data
