#pragma once
// MariaDB behind plain values. Everything blocks; Database::run() brings it to the loop. Errors throw DatabaseError:
// a database that does not answer is a broken world, not an input. Statements are always prepared, never assembled.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/core/clock.hpp"
#include "common/core/encoding.hpp"
#include "common/core/result.hpp"
#include "common/core/sensitive.hpp"

namespace vorab::database {

struct ConnectionOptions {
    std::string socket = {};  ///< path of the Unix socket; when empty, TCP to host:port with TLS
    std::string host = {};
    std::uint16_t port = 3306;
    std::string tls_ca = {};  ///< PEM file; required over TCP
    std::string user;
    core::Sensitive<std::string> password;
    std::string database;
    std::chrono::seconds connect{5};
    std::chrono::seconds statement{10};  ///< also max_statement_time: nothing waits for ever
};

/// What MariaDB said, as a number (mariadb.com/kb, "MariaDB Error Codes"): its message may quote a value, so it is not
/// kept.
class DatabaseError : public core::UnavailableError {
  public:
    DatabaseError(unsigned error_code, const char* doing);  ///< `doing` is a literal of ours: "connecting"
    unsigned error_code() const { return error_code_; }
    bool is_duplicate_key() const;         ///< 1062
    bool may_succeed_if_repeated() const;  ///< deadlock, lock wait, snapshot conflict (1213, 1205, 1020), Galera 1047
    bool connection_lost() const;          ///< 2006, 2013, 2002, 2055...
    bool out_of_space() const;             ///< the disk or a table is full (1021, 1114, 1026)

  private:
    unsigned error_code_;
};

/// A parameter. Views must live until execute() returns.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, core::BytesView>;

inline Value optional_value(const std::optional<std::string>& text) {
    return text ? Value{std::string_view{*text}} : Value{nullptr};
}

/// One row of a result; columns count from 0. Reading NULL with a plain getter throws std::logic_error.
class Row {
  public:
    explicit Row(std::vector<std::optional<std::string>> columns) : columns_(std::move(columns)) {}
    const std::string& text(std::size_t column) const;
    std::int64_t integer(std::size_t column) const;
    double real(std::size_t column) const;
    core::BytesView bytes(std::size_t column) const;
    std::optional<std::string> optional_text(std::size_t column) const;
    std::optional<std::int64_t> optional_integer(std::size_t column) const;
    bool is_null(std::size_t column) const;

  private:
    std::vector<std::optional<std::string>> columns_;
};

class Connection {
  public:
    explicit Connection(const ConnectionOptions& options);
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;

    /// Runs one prepared statement (cached by its text) and returns how many rows changed.
    /// `sql` is a literal of ours; values come only as parameters.
    std::uint64_t execute(const char* sql, std::initializer_list<Value> parameters = {});
    std::uint64_t execute(const char* sql, const std::vector<Value>& parameters);

    std::vector<Row> query(const char* sql, std::initializer_list<Value> parameters = {});
    std::vector<Row> query(const char* sql, const std::vector<Value>& parameters);
    std::optional<Row> query_one(const char* sql, std::initializer_list<Value> parameters = {});

    /// One prepared INSERT (or UPDATE, DELETE) for all `rows` in one round trip; each row holds the parameters of one
    /// execution, a column has one type throughout (or NULL). Returns how many rows changed. The server runs them one
    /// after the other: put a Transaction around it when it must be all or nothing.
    std::uint64_t execute_many(const char* sql, const std::vector<std::vector<Value>>& rows);

    std::uint64_t last_insert_id() const;

    /// Runs a script of our own (migrations): several statements, no parameters.
    void run_script(const std::string& sql);

    bool usable() const;  ///< false after a lost connection, also when the server went away while we were idle

  private:
    friend class Transaction;
    struct State;
    std::unique_ptr<State> state_;
};

/// All or nothing: rolled back unless commit() was called.
class Transaction {
  public:
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Connection& connection_;
    bool open_ = true;
};

/// Times in the database are DATETIME(6) in UTC.
std::string to_sql(core::Timestamp time);
core::Timestamp timestamp_of(const Row& row, std::size_t column);

}  // namespace vorab::database
