#pragma once
// An OpenLDAP server of the test's own, with a certificate of the test's own authority: people, groups, an account that
// may search.
#include <memory>
#include <string>

#include "tests/support/test_pki.hpp"

namespace vorab::test {

/// dc=klinik,dc=example: ou=people, ou=groups; cn=vorab (password "search") may read. The password of everybody is
/// "Flurlicht um Mitternacht".
class PrivateSlapd {
  public:
    explicit PrivateSlapd(TestPki& pki);
    ~PrivateSlapd();

    static PrivateSlapd& shared();  ///< one for all test cases of a program
    static TestPki& pki();

    std::string ldaps() const;     ///< "ldaps://localhost:port"
    std::string start_tls() const; ///< "ldap://localhost:port"
    void kill();
    void restart();

  private:
    struct State;
    std::unique_ptr<State> state_;
};
}  // namespace vorab::test
