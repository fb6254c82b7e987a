#include <charconv>

#include "common/database/connection.hpp"

namespace vorab::database {
namespace {
template <class Number>
Number number_from(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        throw std::logic_error("a database column is not the number it is read as");
    return number;
}
}  // namespace

bool Row::is_null(std::size_t column) const { return !columns_.at(column).has_value(); }

const std::string& Row::text(std::size_t column) const {
    if (is_null(column)) throw std::logic_error("NULL in a database column that is read as a value");
    return *columns_[column];
}

std::int64_t Row::integer(std::size_t column) const { return number_from<std::int64_t>(text(column)); }
double Row::real(std::size_t column) const { return number_from<double>(text(column)); }
core::BytesView Row::bytes(std::size_t column) const { return core::bytes_of(text(column)); }
std::optional<std::string> Row::optional_text(std::size_t column) const { return columns_.at(column); }

std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::string to_sql(core::Timestamp time) {
    std::string text = core::to_rfc3339(time);
    text[10] = ' ';
    text.pop_back();  // the Z
    return text;
}

core::Timestamp timestamp_of(const Row& row, std::size_t column) {
    using namespace std::chrono;
    const std::string& text = row.text(column);  // "2026-11-21 14:02:03.123456"; DATETIME(0) ends after the seconds
    const bool form = text.size() == 26 || text.size() == 19;
    if (!form) throw std::logic_error("a database column is not the time it is read as");
    const std::string_view view{text};
    const auto part = [view](std::size_t from, std::size_t count) {
        return number_from<int>(view.substr(from, count));
    };
    const year_month_day date{year{part(0, 4)}, month{static_cast<unsigned>(part(5, 2))},
                              day{static_cast<unsigned>(part(8, 2))}};
    const int micros = text.size() == 26 ? part(20, 6) : 0;
    return sys_days{date} + hours{part(11, 2)} + minutes{part(14, 2)} + seconds{part(17, 2)} + microseconds{micros};
}
}  // namespace vorab::database
