#pragma once
// A person who looks after the machines is called when a mailbox's self-test fails. Kept in memory alone: it must work
// where the database is what has failed.
#include <map>

#include "common/async/task_group.hpp"
#include "hospital_server/alarms/links.hpp"

namespace vorab::hospital_server::alarms {

class Technical {
  public:
    Technical(async::Executor executor, Links& links, const std::optional<alarm_rules::Technician>& technician,
              const core::Clock& clock, const core::Log& log);

    /// How a mailbox's self-test ended; `step` is where it failed. Calls after the configured failures in a row, and
    /// again as long as nobody has taken the call, at most every five minutes; stops the call when the test passes.
    void note(const core::MailboxId& mailbox, bool passed, const core::PublicText& step);

    /// What an alarm server says of a call; others' are ignored.
    void observe(const espax::Report& report);

    /// Calls that are being placed are left behind.
    async::Task<void> drain() { return calls_.drain(std::chrono::milliseconds{0}); }

  private:
    struct Trouble {
        int failures = 0;       ///< in a row
        std::string reference;  ///< of the last call; empty: none yet
        core::Timestamp called_at{};
        bool taken = false;
        bool over = false;
    };
    void call(const core::MailboxId& mailbox, Trouble& trouble, const core::PublicText& step);
    async::Task<void> start(espax::Call call);
    async::Task<void> stop(std::string reference);
    Trouble* of(const std::string& reference);

    Links& links_;
    const std::optional<alarm_rules::Technician>& technician_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::map<core::MailboxId, Trouble> troubles_;
    async::TaskGroup calls_;
};

}  // namespace vorab::hospital_server::alarms
