#pragma once
// Where sign-in asks the directory: on threads of its own, for libldap blocks; and the log hears when it does not
// answer.
#include <optional>

#include "common/async/blocking_pool.hpp"
#include "common/core/log.hpp"
#include "hospital_server/directory/directory.hpp"

namespace vorab::hospital_server::directory {

class Desk {
  public:
    Desk(async::Executor executor, const std::optional<Options>& options, const core::Log& log);

    /// Nothing without a directory. Lives no longer than the desk.
    people::Elsewhere question();

  private:
    async::Task<core::Result<people::Vouched>> ask(people::Credentials credentials);

    std::optional<Directory> directory_;
    std::chrono::seconds patience_{};  ///< whoever has waited so long behind others is told, and not asked for
    async::BlockingPool threads_;
    const core::Log& log_;
};
}  // namespace vorab::hospital_server::directory
