#pragma once
// An OpenLDAP server of the test's own, with a certificate of the test's own authority: people, groups, an account that
// may search.
#include <memory>
#include <string>

#include "tests/support/test_pki.hpp"

namespace vorab::test {

/// dc=klinik,dc=example: ou=people, ou=groups; cn=vorab (password "search") may read all, people themselves.
class PrivateSlapd {
  public:
    static constexpr const char* password = "Flurlicht um Mitternacht";  ///< of everybody

    explicit PrivateSlapd(TestPki& pki);
    ~PrivateSlapd();

    static PrivateSlapd& shared();  ///< one for all test cases of a program
    static TestPki& pki();

    std::string ldaps() const;      ///< "ldaps://127.0.0.1:port"; libldap takes "localhost" for the host's own name
    std::string start_tls() const;  ///< "ldap://127.0.0.1:port"
    void modify(const std::string& ldif);  ///< LDAP change records (RFC 2849)
    void kill();
    void restart();

  private:
    struct State;
    std::unique_ptr<State> state_;
};
}  // namespace vorab::test
