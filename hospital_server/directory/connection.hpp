#pragma once
// An encrypted connection to a directory server that ends at its deadline, whatever the server does. libldap's own
// time-outs do not cover the TLS handshake: a server that took the connection and said nothing would hold a thread for
// ever.
#include <chrono>
#include <memory>

#include "hospital_server/directory/options.hpp"

struct ldap;

namespace vorab::hospital_server::directory {

class Connection {
  public:
    /// To the first of the servers that answers and whose certificate holds. unavailable: none does.
    static core::Result<Connection> open(const Options& options);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    ldap* get() const;

  private:
    struct State;
    explicit Connection(std::unique_ptr<State> state);
    static core::Result<Connection> open_one(const Options& options, const std::string& url);
    std::unique_ptr<State> state_;
};

/// `said` is libldap's code, for who has to mend it.
core::Failure silent(int said);

}  // namespace vorab::hospital_server::directory
