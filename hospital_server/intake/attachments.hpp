#pragma once
// Attachment chunks: PUT one in any order and as often as one likes, ask which are here. They are stored sealed; the
// key comes with the record, before or after (contract section 1). The last missing one is answered with a receipt that
// names the attachment's digest.
#include <functional>
#include <set>

#include "common/async/task_group.hpp"
#include "common/http/message.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/intake/receive.hpp"
#include "hospital_server/record/chunk_store.hpp"

namespace vorab::hospital_server::intake {
using record::AttachmentName;
using record::AttachmentState;
using record::Kept;

struct AttachmentOptions {
    AttachmentQuota quota = {};
    std::chrono::hours undescribed{24};  ///< chunks whose record never came are gone after this
    /// Told when an attachment is complete, or refused: the trackers show it.
    std::function<void(const core::MailboxId&, const core::CaseId&)> settled = {};
};

class Attachments {
  public:
    /// Refusals that name no mailbox of ours are audited in the server's own database.
    Attachments(async::Executor executor, const cases::Mailboxes& mailboxes, const ReceiptSigner& signer,
                database::Database& server_database, AttachmentOptions options, const core::Clock& clock,
                const core::Log& log);

    /// PUT /intake/v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}/chunks/{chunk}: 201, 200 already there, 409
    /// other bytes, 413 quota, 422 not what the record says.
    async::Task<http::Response> put_chunk(http::Request& request);
    /// GET /intake/v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}: {"chunks":[0,1,...],"state":...,"receipt":...}
    async::Task<http::Response> status(http::Request& request);

    /// A record has come: the chunks of its attachments may be here already.
    void look_at(const core::MailboxId& mailbox, const core::CaseId& case_id);

    /// Forgets chunks whose record never came, and finishes what a kill left between the last chunk and its comparison;
    /// until cancelled.
    async::Task<void> run();
    async::Task<void> look_after(cases::Mailbox& mailbox);

    /// Comparisons that still run end within `grace` or are left for the next start.
    async::Task<void> drain(std::chrono::milliseconds grace);

  private:
    struct Address;
    core::Result<Address> address(const http::Request& request) const;
    async::Task<core::Result<Kept>> keep(const Address& to, std::uint32_t number, std::string sealed);
    async::Task<http::Response> stored(Address to, Kept kept);
    async::Task<void> verify_here(cases::Mailbox& mailbox, std::optional<core::CaseId> of_case);
    async::Task<void> verify(cases::Mailbox& mailbox, AttachmentName name);
    async::Task<AttachmentState> verified(cases::Mailbox& mailbox, AttachmentName name);
    async::Task<std::optional<std::string>> receipt_of(Address to);
    async::Task<http::Response> refuse(core::Failure failure, cases::Mailbox* mailbox, const http::Request& request);

    const cases::Mailboxes& mailboxes_;
    const ReceiptSigner& signer_;
    database::Database& server_database_;
    AttachmentOptions options_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::set<AttachmentName> in_work_;  ///< each is compared once at a time
    async::TaskGroup comparing_;
};
}  // namespace vorab::hospital_server::intake
