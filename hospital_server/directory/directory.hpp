#pragma once
// Asks the hospital's directory whether this is somebody's password, by binding as that person (RFC 4513 section 5.1.3).
// Blocks: on a pool thread only. The only file that sees libldap is directory.cpp.
#include "hospital_server/directory/options.hpp"

namespace vorab::hospital_server::directory {

struct Found {
    std::string user_name;  ///< as the directory writes it, in lower case
    std::string first_name, last_name;
    std::string dn;
    std::vector<std::string> roles;
    std::vector<core::MailboxId> mailboxes;
};

class Directory {
  public:
    explicit Directory(Options options) : options_(std::move(options)) {}

    /// unauthenticated: unknown, ambiguous, wrong or empty password. forbidden: right, but in none of the groups.
    /// unavailable: the directory does not answer in time, or its certificate does not hold.
    core::Result<Found> check(const std::string& user_name, const core::Sensitive<std::string>& password) const;

  private:
    Options options_;
};
}  // namespace vorab::hospital_server::directory
