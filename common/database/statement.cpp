#include "common/database/statement.hpp"

#include <array>
#include <new>

namespace vorab::database {
namespace {
MYSQL_BIND bind_of(enum_field_types type, const void* data, std::size_t size) {
    MYSQL_BIND bind{};
    bind.buffer_type = type;
    bind.buffer = const_cast<void*>(data);  // libmariadb only reads parameters
    bind.buffer_length = static_cast<unsigned long>(size);
    return bind;
}

struct AsBind {
    MYSQL_BIND operator()(std::nullptr_t) const { return bind_of(MYSQL_TYPE_NULL, nullptr, 0); }
    MYSQL_BIND operator()(const std::int64_t& number) const {
        return bind_of(MYSQL_TYPE_LONGLONG, &number, sizeof number);
    }
    MYSQL_BIND operator()(const double& number) const { return bind_of(MYSQL_TYPE_DOUBLE, &number, sizeof number); }
    MYSQL_BIND operator()(std::string_view text) const { return bind_of(MYSQL_TYPE_STRING, text.data(), text.size()); }
    MYSQL_BIND operator()(core::BytesView bytes) const { return bind_of(MYSQL_TYPE_BLOB, bytes.data(), bytes.size()); }
};

/// Where one column of a fetched row arrives. Most values fit; a longer one is fetched again at its full length.
struct Cell {
    std::array<char, 256> buffer;
    unsigned long length = 0;
    my_bool null = 0;
    my_bool cut = 0;
};

MYSQL_BIND bind_to(Cell& cell) {
    MYSQL_BIND bind = bind_of(MYSQL_TYPE_STRING, cell.buffer.data(), cell.buffer.size());
    bind.length = &cell.length;
    bind.is_null = &cell.null;
    bind.error = &cell.cut;
    return bind;
}

std::optional<std::string> value_of(MYSQL_STMT* statement, Cell& cell, unsigned column) {
    if (cell.null) return std::nullopt;
    if (cell.length <= cell.buffer.size()) return std::string{cell.buffer.data(), cell.length};
    std::string whole(cell.length, '\0');
    MYSQL_BIND bind = bind_of(MYSQL_TYPE_STRING, whole.data(), whole.size());
    bind.length = &cell.length;
    bind.is_null = &cell.null;
    bind.error = &cell.cut;
    if (mysql_stmt_fetch_column(statement, &bind, column, 0) != 0)
        throw DatabaseError(mysql_stmt_errno(statement), "fetching a column");
    return whole;
}
}  // namespace

Statement::Statement(MYSQL* mysql, std::string_view sql) : statement_(mysql_stmt_init(mysql)) {
    if (!statement_) throw std::bad_alloc();
    check(mysql_stmt_prepare(statement_.get(), sql.data(), sql.size()) == 0, "preparing a statement");
}

void Statement::check(bool worked, const char* doing) const {
    if (!worked) throw DatabaseError(mysql_stmt_errno(statement_.get()), doing);
}

void Statement::expect_parameters(std::size_t count) const {
    if (mysql_stmt_param_count(statement_.get()) != count)
        throw std::logic_error("a statement and its parameters differ in number");
}

void Statement::set_row_count(unsigned rows) {
    check(mysql_stmt_attr_set(statement_.get(), STMT_ATTR_ARRAY_SIZE, &rows) == 0, "sizing parameters");
}

void Statement::send(std::span<const Value> parameters) {
    expect_parameters(parameters.size());
    set_row_count(0);
    std::vector<MYSQL_BIND> binds;
    binds.reserve(parameters.size());
    for (const Value& value : parameters) binds.push_back(std::visit(AsBind{}, value));
    check(binds.empty() || mysql_stmt_bind_param(statement_.get(), binds.data()) == 0, "binding parameters");
    check(mysql_stmt_execute(statement_.get()) == 0, "executing a statement");
}

std::uint64_t Statement::execute(std::span<const Value> parameters) {
    send(parameters);
    const std::uint64_t changed = mysql_stmt_affected_rows(statement_.get());
    finish();
    return changed;
}

std::vector<Row> Statement::query(std::span<const Value> parameters) {
    send(parameters);
    try {
        auto rows = fetch_all();
        finish();
        return rows;
    } catch (const DatabaseError&) {
        broke_off_ = true;
        throw;
    }
}

std::vector<Row> Statement::fetch_all() {
    MYSQL_STMT* const statement = statement_.get();
    const unsigned columns = mysql_stmt_field_count(statement);
    if (columns == 0) return {};
    std::vector<Cell> cells(columns);
    std::vector<MYSQL_BIND> binds;
    for (Cell& cell : cells) binds.push_back(bind_to(cell));
    check(mysql_stmt_bind_result(statement, binds.data()) == 0, "binding a result");
    check(mysql_stmt_store_result(statement) == 0, "reading a result");

    std::vector<Row> rows;
    rows.reserve(mysql_stmt_num_rows(statement));
    for (;;) {
        const int status = mysql_stmt_fetch(statement);
        if (status == MYSQL_NO_DATA) return rows;
        check(status == 0 || status == MYSQL_DATA_TRUNCATED, "fetching a row");
        std::vector<std::optional<std::string>> values;
        values.reserve(columns);
        for (unsigned column = 0; column < columns; ++column)
            values.push_back(value_of(statement, cells[column], column));
        rows.emplace_back(std::move(values));
    }
}

void Statement::finish() {
    MYSQL_STMT* const statement = statement_.get();
    mysql_stmt_free_result(statement);
    int more = mysql_stmt_next_result(statement);
    for (; more == 0; more = mysql_stmt_next_result(statement)) mysql_stmt_free_result(statement);
    check(more < 0, "reading a further result");
}
}  // namespace vorab::database
