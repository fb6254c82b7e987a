#pragma once
// Asks the hospital's directory whether this is somebody's password, by binding as that person (RFC 4513
// section 5.1.3). Blocks: on a pool thread only.
#include "hospital_server/directory/options.hpp"
#include "hospital_server/people/vouched.hpp"

namespace vorab::hospital_server::directory {

class Directory {
  public:
    explicit Directory(Options options);

    /// The person with the rights of their groups, in groups of groups as well; perhaps none. unauthenticated: unknown,
    /// ambiguous, wrong or empty password. forbidden: the user name has signs that are not taken here. unavailable: the
    /// directory does not answer in time, refuses the searching account, or its certificate does not hold.
    core::Result<people::Vouched> check(const std::string& user_name,
                                        const core::Sensitive<std::string>& password) const;

  private:
    Options options_;
};
}  // namespace vorab::hospital_server::directory
