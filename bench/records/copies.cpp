#include "bench/records/copies.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <thread>

#include "common/core/random.hpp"
#include "hospital_server/sql/migrations.hpp"

namespace vorab::bench {
namespace {
using database::Connection;
using database::Value;
using Cell = std::optional<std::string>;
using Clock = std::chrono::steady_clock;

/// A case before its rows: of the words there is a foreign key.
constexpr std::array<const char*, 7> tables{"patient_case", "case_word", "transmission", "measurement",
                                            "attachment",   "delivery",  "audit"};

struct Ids {
    std::string case_id, transmission;
};

/// The rows of one table.
struct Rows {
    std::string insert;
    std::vector<bool> binary;  ///< of each column
    std::vector<std::vector<Cell>> rows;

    std::vector<std::vector<Value>> under(const Ids& ours, const Ids& theirs) const {
        std::vector<std::vector<Value>> all;
        for (const auto& row : rows) {
            auto& values = all.emplace_back();
            for (std::size_t i = 0; i < row.size(); ++i) values.push_back(value_of(row[i], binary[i], ours, theirs));
        }
        return all;
    }

  private:
    static Value value_of(const Cell& cell, bool binary, const Ids& ours, const Ids& theirs) {
        if (!cell) return nullptr;
        if (*cell == theirs.case_id) return std::string_view{ours.case_id};
        if (*cell == theirs.transmission) return std::string_view{ours.transmission};
        if (binary) return core::bytes_of(*cell);
        return std::string_view{*cell};
    }
};

/// Columns that intake writes: not those that MariaDB makes, and not the place in the audit's chain, which comes later.
std::vector<database::Row> columns_of(Connection& connection, const std::string& source, const char* table) {
    return connection.query(
        "SELECT COLUMN_NAME, DATA_TYPE IN ('binary', 'varbinary', 'mediumblob') FROM information_schema.COLUMNS WHERE "
        "TABLE_SCHEMA = ? AND TABLE_NAME = ? AND IS_GENERATED = 'NEVER' AND EXTRA NOT LIKE '%auto_increment%' AND NOT "
        "(TABLE_NAME = 'audit' AND COLUMN_NAME IN ('number', 'hash')) ORDER BY ORDINAL_POSITION",
        {std::string_view{source}, std::string_view{table}});
}

Rows rows_of(Connection& connection, const std::string& source, const char* table, const std::string& case_id) {
    Rows made;
    std::string names, marks;
    for (const auto& column : columns_of(connection, source, table)) {
        names += (names.empty() ? "`" : ", `") + column.text(0) + "`";
        marks += marks.empty() ? "?" : ", ?";
        made.binary.push_back(column.integer(1) != 0);
    }
    made.insert = "INSERT INTO " + std::string{table} + " (" + names + ") VALUES (" + marks + ")";
    const std::string key = table == std::string_view{"patient_case"} ? "id" : "case_id";
    const std::string select = "SELECT " + names + " FROM " + source + "." + table + " WHERE " + key + " = ?";
    for (const auto& row : connection.query(select.c_str(), {std::string_view{case_id}})) {
        auto& cells = made.rows.emplace_back();
        for (std::size_t i = 0; i < made.binary.size(); ++i) cells.push_back(row.optional_text(i));
    }
    return made;
}

class Template {
  public:
    Template(Connection& connection, const std::string& source) {
        const std::string newest =
            "SELECT id, case_id FROM " + source + ".transmission ORDER BY received_at DESC LIMIT 1";
        const auto row = connection.query_one(newest.c_str());
        ids_ = {row->text(1), row->text(0)};
        for (const auto* table : tables) all_.push_back(rows_of(connection, source, table, ids_.case_id));
        std::erase_if(all_, [](const Rows& one) { return one.rows.empty(); });
    }
    void write(Connection& connection) const {
        const Ids ours{core::new_case_id().str(), core::new_transmission_id(core::SystemClock{}.now()).str()};
        database::Transaction transaction{connection};
        for (const auto& table : all_) {
            const auto values = table.under(ours, ids_);
            if (values.size() == 1) connection.execute(table.insert.c_str(), values.front());
            if (values.size() > 1) connection.execute_many(table.insert.c_str(), values);
        }
        transaction.commit();
    }
    std::uint64_t rows() const {
        std::uint64_t count = 0;
        for (const auto& table : all_) count += table.rows.size();
        return count;
    }

  private:
    Ids ids_;
    std::vector<Rows> all_;
};

std::vector<double> write_until(const database::ConnectionOptions& options, const Template& rows,
                                Clock::time_point end) {
    Connection connection{options};
    rows.write(connection);  // prepares the statements
    std::vector<double> spent;
    for (auto begin = Clock::now(); begin < end; begin = Clock::now()) {
        rows.write(connection);
        spent.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    return spent;
}

double processor_time() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}
}  // namespace

Copies write_copies(database::ConnectionOptions options, const std::string& source, const std::string& scratch,
                    unsigned connections, double seconds) {
    Connection first{options};
    first.run_script("DROP DATABASE IF EXISTS " + scratch + "; CREATE DATABASE " + scratch);
    options.database = scratch;
    database::migrate(options, hospital_server::mailbox_sql::migrations());
    const Template rows{first, source};

    std::vector<std::vector<double>> spent(connections);
    const double before = processor_time();
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{seconds});
    {
        std::vector<std::jthread> threads;
        for (auto& own : spent) threads.emplace_back([&] { own = write_until(options, rows, end); });
    }
    Copies copies;
    copies.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::vector<double> all;
    for (const auto& own : spent) all.insert(all.end(), own.begin(), own.end());
    std::ranges::sort(all);
    copies.commits = all.size();
    copies.rows = rows.rows();
    if (all.empty()) return copies;
    copies.client = (processor_time() - before) / static_cast<double>(all.size());
    copies.p50 = all[all.size() / 2];
    copies.p99 = all[all.size() * 99 / 100];
    return copies;
}
}  // namespace vorab::bench
