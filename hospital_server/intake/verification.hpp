#pragma once
// Is an attachment with all its chunks what its record says? Read, opened and digested chunk by chunk: it is never held
// whole. The record, and what other attachments it has, stay visible whatever the verdict is.
#include "common/sealing/receipt.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/record/chunk_store.hpp"

namespace vorab::hospital_server::intake {

/// Sets the attachment's state to complete or refused, with an audit row, and returns it. Throws DatabaseError; then
/// nothing is decided.
async::Task<record::AttachmentState> verify_attachment(cases::Mailbox& mailbox, record::AttachmentName name,
                                                       const core::Clock& clock);

/// What the hospital signs for it: nothing while it is not complete.
std::optional<sealing::Receipt> find_receipt(database::Connection& connection, const core::MailboxId& mailbox,
                                             const record::AttachmentName& name);

}  // namespace vorab::hospital_server::intake
