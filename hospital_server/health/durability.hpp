#pragma once
// A receipt promises that the record is stored. A database that answers COMMIT before its disk has the record breaks
// that promise at the next power cut, and nothing else shows it.
#include <map>

#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/health/warning.hpp"

namespace vorab::hospital_server::health {

class Durability {
  public:
    Durability(const cases::Mailboxes& mailboxes, const core::Log& log) : mailboxes_(mailboxes), log_(log) {}

    /// Asks each mailbox's database.
    async::Task<void> ask_all();
    /// Now and every ten minutes, until cancelled: somebody may change it while it runs.
    async::Task<void> run();

    std::vector<Warning> warnings() const;

  private:
    async::Task<void> ask(cases::Mailbox& mailbox);

    const cases::Mailboxes& mailboxes_;
    const core::Log& log_;
    std::map<core::MailboxId, std::int64_t> flush_;  ///< as last read; 1 is right
};
}  // namespace vorab::hospital_server::health
