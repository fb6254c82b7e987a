#include "common/database/connection.hpp"

#include <map>
#include <utility>

#include "common/database/session.hpp"
#include "common/database/statement.hpp"

namespace vorab::database {
namespace {
using std::chrono::steady_clock;

/// A program has a few dozen statements. More means texts that vary; the server's memory for them is bounded by this.
constexpr std::size_t most_statements = 256;

/// A firewall may drop an idle connection without a word; after this long it is asked before it is trusted.
constexpr std::chrono::seconds idle_at_most{30};
}  // namespace

struct Connection::State {
    explicit State(const ConnectionOptions& options) : session(open_session(options)) {}

    Statement& prepared(const char* sql) {
        const auto known = statements.find(std::string_view{sql});
        if (known != statements.end()) return known->second;
        if (statements.size() >= most_statements) statements.clear();
        return statements.try_emplace(sql, session.get(), sql).first->second;
    }

    /// Everything that talks to the server goes through here: one place notices that the connection is lost.
    template <class Talk>
    auto talk(Talk what) {
        try {
            used = steady_clock::now();
            return what();
        } catch (const DatabaseError& error) {
            // A Galera node outside its cluster answers, but is of no use: the next connection may find another node.
            broken = broken || error.connection_lost() || error.error_code() == 1047;
            throw;
        }
    }
    std::vector<Row> query(const char* sql, std::span<const Value> parameters) {
        return talk([&] {
            Statement& statement = prepared(sql);
            try {
                return statement.query(parameters);
            } catch (const DatabaseError&) {
                broken = broken || statement.broke_off();
                throw;
            }
        });
    }
    void plain(std::string_view sql, const char* doing) {
        talk([&] { run_plain(session.get(), sql, doing); });
    }

    bool alive() {
        if (broken || hung_up(session.get())) return false;
        const auto now = steady_clock::now();
        if (now - used < idle_at_most) return true;
        used = now;
        return mysql_ping(session.get()) == 0;
    }

    Session session;
    std::map<std::string, Statement, std::less<>> statements;  ///< after the session: closed before it
    steady_clock::time_point used = steady_clock::now();
    bool broken = false;
};

Connection::Connection(const ConnectionOptions& options) : state_(std::make_unique<State>(options)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

namespace {
std::span<const Value> span_of(std::initializer_list<Value> values) { return {values.begin(), values.size()}; }
}  // namespace

std::uint64_t Connection::execute(const char* sql, std::initializer_list<Value> parameters) {
    return state_->talk([&] { return state_->prepared(sql).execute(span_of(parameters)); });
}
std::uint64_t Connection::execute(const char* sql, const std::vector<Value>& parameters) {
    return state_->talk([&] { return state_->prepared(sql).execute(parameters); });
}
std::uint64_t Connection::execute_many(const char* sql, const std::vector<std::vector<Value>>& rows) {
    return state_->talk([&] { return state_->prepared(sql).execute_many(rows); });
}

std::vector<Row> Connection::query(const char* sql, std::initializer_list<Value> parameters) {
    return state_->query(sql, span_of(parameters));
}
std::vector<Row> Connection::query(const char* sql, const std::vector<Value>& parameters) {
    return state_->query(sql, parameters);
}
std::optional<Row> Connection::query_one(const char* sql, std::initializer_list<Value> parameters) {
    auto rows = query(sql, parameters);
    if (rows.size() > 1) throw std::logic_error("a query for one row found several");
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::uint64_t Connection::last_insert_id() const { return mysql_insert_id(state_->session.get()); }

void Connection::run_script(const std::string& sql) {
    MYSQL* const mysql = state_->session.get();
    state_->talk([&] {
        mysql_set_server_option(mysql, MYSQL_OPTION_MULTI_STATEMENTS_ON);
        int more = mysql_real_query(mysql, sql.data(), sql.size());
        while (more == 0) {
            mysql_free_result(mysql_store_result(mysql));
            more = mysql_next_result(mysql);
        }
        if (more > 0) throw DatabaseError(mysql_errno(mysql), "running a script");
        mysql_set_server_option(mysql, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
    });
}

bool Connection::usable() const { return state_ && state_->alive(); }

Transaction::Transaction(Connection& connection) : connection_(connection) {
    connection_.state_->plain("START TRANSACTION", "beginning a transaction");
}

Transaction::~Transaction() {
    auto& state = *connection_.state_;
    if (!open_ || state.broken) return;
    if (mysql_rollback(state.session.get()) != 0) state.broken = true;  // closing it makes the server roll back
}

void Transaction::commit() {
    open_ = false;
    connection_.state_->plain("COMMIT", "committing");
}
}  // namespace vorab::database
