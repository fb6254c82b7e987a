#pragma once
// A MariaDB of the test's own: the shipped deploy/mariadb/vorab.cnf, an own data directory and Unix socket, encrypted
// with an own key. Starts in about two seconds; start it once per test program: PrivateMariaDb::shared().
#include <memory>
#include <string>

#include "common/database/connection.hpp"

namespace vorab::test {

class PrivateMariaDb {
  public:
    /// `further`: settings beyond the shipped ones, as lines of the section [mariadbd].
    explicit PrivateMariaDb(const std::string& further = {});
    ~PrivateMariaDb();

    /// One for all test cases of a program; ends with the program.
    static PrivateMariaDb& shared();

    /// The administrator, without a database.
    database::ConnectionOptions root() const;

    /// A new, empty database with a user who may do everything in it and nothing elsewhere.
    database::ConnectionOptions create_database(const std::string& name);

    /// Runs a shipped script of deploy/mariadb as its first lines say, and returns the password that it prints.
    std::string run_shipped(const char* script, const std::string& variables);

    void stop();     ///< in order: everything is on the disk
    void kill();     ///< kill -9: a power cut as far as processes can have one
    void restart();  ///< starts again on the same data and waits until it answers
    std::string error_log() const;
    const std::string& data_directory() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};
}  // namespace vorab::test
