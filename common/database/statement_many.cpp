// Parameters by column: what libmariadb needs to send many rows at once. One column has one type, or NULL.
#include "common/database/statement.hpp"

namespace vorab::database {
namespace {
class Column {
  public:
    explicit Column(std::size_t rows) { indicators_.reserve(rows); }

    void operator()(std::nullptr_t) { add(std::nullopt, STMT_INDICATOR_NULL, 0, 0.0, {}); }
    void operator()(std::int64_t number) { add(MYSQL_TYPE_LONGLONG, STMT_INDICATOR_NONE, number, 0.0, {}); }
    void operator()(double number) { add(MYSQL_TYPE_DOUBLE, STMT_INDICATOR_NONE, 0, number, {}); }
    void operator()(std::string_view text) { add(MYSQL_TYPE_STRING, STMT_INDICATOR_NONE, 0, 0.0, text); }
    void operator()(core::BytesView bytes) { add(MYSQL_TYPE_BLOB, STMT_INDICATOR_NONE, 0, 0.0, core::text_of(bytes)); }

    MYSQL_BIND bind() {
        MYSQL_BIND bind{};
        bind.buffer_type = type_.value_or(MYSQL_TYPE_STRING);
        bind.buffer = data();
        bind.length = lengths_.data();
        bind.u.indicator = indicators_.data();
        return bind;
    }

  private:
    void add(std::optional<enum_field_types> type, char indicator, std::int64_t integer, double real,
             std::string_view text) {
        if (type && type_.value_or(*type) != *type) throw std::logic_error("a column of many rows has two types");
        if (type) type_ = type;
        indicators_.push_back(indicator);
        integers_.push_back(integer);
        reals_.push_back(real);
        texts_.push_back(text.data() == nullptr ? "" : text.data());
        lengths_.push_back(static_cast<unsigned long>(text.size()));
    }
    void* data() {
        if (type_ == MYSQL_TYPE_LONGLONG) return integers_.data();
        if (type_ == MYSQL_TYPE_DOUBLE) return reals_.data();
        return texts_.data();
    }

    std::optional<enum_field_types> type_;
    std::vector<char> indicators_;
    std::vector<std::int64_t> integers_;
    std::vector<double> reals_;
    std::vector<const char*> texts_;
    std::vector<unsigned long> lengths_;
};
}  // namespace

std::uint64_t Statement::execute_many(std::span<const std::vector<Value>> rows) {
    if (rows.empty()) return 0;
    std::vector<Column> columns(rows.front().size(), Column{rows.size()});
    for (const auto& row : rows) {
        expect_parameters(row.size());
        for (std::size_t index = 0; index < row.size(); ++index) std::visit(columns[index], row[index]);
    }
    std::vector<MYSQL_BIND> binds;
    for (Column& column : columns) binds.push_back(column.bind());
    set_row_count(static_cast<unsigned>(rows.size()));
    check(mysql_stmt_bind_param(statement_.get(), binds.data()) == 0, "binding many rows");
    check(mysql_stmt_execute(statement_.get()) == 0, "executing a statement for many rows");
    const std::uint64_t changed = mysql_stmt_affected_rows(statement_.get());
    finish();
    return changed;
}
}  // namespace vorab::database
