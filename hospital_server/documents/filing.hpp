#pragma once
// Which documents of a case go into which patient's file: rows of `his_document`, each with its delivery, written in the
// transaction of what causes them (a link, a new version, an attachment that is complete). So nothing is sent that was
// not decided, and nothing decided is forgotten. Plain functions over a mailbox's connection.
#include <optional>
#include <string>
#include <vector>

#include "common/envelope/slip.hpp"
#include "common/outbox/outbox.hpp"
#include "hospital_server/his/config.hpp"
#include "hospital_server/matching/links.hpp"
#include "hospital_server/record/chunk_store.hpp"

namespace vorab::hospital_server::documents {

/// One entry of a patient's file, as a delivery refers to it.
struct Entry {
    core::TransmissionId id;  ///< of the row; the delivery's `transmission`
    core::CaseId case_id;
    std::int64_t link = 0;
    std::optional<core::AttachmentId> attachment;  ///< nothing: the printed page
    hl7::Filing filing = hl7::Filing::original;
    std::string number;
    std::string replaces;
};

using Targets = std::vector<his::TargetConfig>;

/// The first documents go to each target, and every attachment that is a PDF and complete.
void file_for_link(database::Connection& connection, const Targets& targets, const matching::Link& link,
                   core::Timestamp now);
/// Withdraws, where the target wants that, whatever was filed under this link.
void withdraw(database::Connection& connection, const Targets& targets, const matching::Link& link,
              core::Timestamp now);
/// A linked case has a new version. Positions, assignments and tests change no page.
void file_version(database::Connection& connection, const Targets& targets, const core::CaseId& case_id,
                  envelope::Kind kind, core::Timestamp now);
/// An attachment of a linked case has become complete.
void file_attachment(database::Connection& connection, const Targets& targets, const record::AttachmentName& name,
                     core::Timestamp now);

/// Nothing when the job names a transmission: then it is about the case as it arrived.
std::optional<Entry> find_entry(database::Connection& connection, const core::TransmissionId& id);

/// Why nothing needs to be sent any more, though it is due; nothing when it must be sent.
enum class Idle : std::uint8_t {
    newer_waits,   ///< a later version of the same document is in the queue behind this one
    link_ended,    ///< the wrong patient: unlinked before it was sent
    never_sent,    ///< a withdrawal of what the receiver has not seen
};
std::optional<Idle> idle(database::Connection& connection, const Entry& entry, const outbox::Job& job);

}  // namespace vorab::hospital_server::documents
