#pragma once
// Fills what the emergency department's software reads through the database's views: pictures as PNG, ECGs and
// protocols as PDF, in the clear beside the sealed chunks. Off unless the configuration says so: what nobody reads is
// not made.
#include "common/async/blocking_pool.hpp"
#include "common/async/task_group.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/record/chunk_store.hpp"
#include "hospital_server/storage/views_config.hpp"

namespace vorab::hospital_server::views {

class Views {
  public:
    Views(async::Executor executor, storage::ViewsConfig config, const cases::Mailboxes& mailboxes,
          const core::Clock& clock, const core::Log& log);

    /// An attachment of this case is complete.
    void look_at(const core::MailboxId& mailbox, const core::CaseId& case_id);

    /// At the start: what became complete while nobody made anything, `days` back.
    async::Task<void> catch_up();

    async::Task<void> drain(std::chrono::milliseconds grace) { return making_.drain(grace); }

    /// Everything of this case that is complete and not yet made.
    async::Task<void> make(cases::Mailbox& mailbox, core::CaseId case_id);

  private:
    async::Task<void> make_one(cases::Mailbox& mailbox, record::AttachmentName name, bool picture);

    storage::ViewsConfig config_;
    const cases::Mailboxes& mailboxes_;
    const core::Clock& clock_;
    const core::Log& log_;
    async::BlockingPool pictures_;
    async::TaskGroup making_;
};
}  // namespace vorab::hospital_server::views
