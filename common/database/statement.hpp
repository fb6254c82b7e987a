#pragma once
// One prepared statement of one session: bind, execute, fetch. Inside this room only.
#include <memory>
#include <span>

#include <mysql.h>

#include "common/database/connection.hpp"

namespace vorab::database {

class Statement {
  public:
    Statement(MYSQL* mysql, std::string_view sql);

    std::uint64_t execute(std::span<const Value> parameters);
    std::vector<Row> query(std::span<const Value> parameters);
    /// An answer ended with an error after its first part (a row changed while the server was sending). libmariadb
    /// waits then for the rest of it at the next call, which never comes: this session is of no use any more.
    bool broke_off() const { return broke_off_; }
    std::uint64_t execute_many(std::span<const std::vector<Value>> rows);  ///< one round trip (COM_STMT_BULK_EXECUTE)

  private:
    struct Close {
        void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
    };
    void check(bool worked, const char* doing) const;
    void expect_parameters(std::size_t count) const;
    void send(std::span<const Value> parameters);
    void set_row_count(unsigned rows);  ///< 0: parameters are single values
    std::vector<Row> fetch_all();
    void finish();  ///< reads what else the server sends (a procedure ends with a status): the session is free again

    std::unique_ptr<MYSQL_STMT, Close> statement_;
    bool broke_off_ = false;
};
}  // namespace vorab::database
