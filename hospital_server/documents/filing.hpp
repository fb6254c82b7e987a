#pragma once
// Which documents of a case go into which patient's file: rows of `his_document`, each with its delivery, written in
// the transaction of what causes them (a link, a new version, an attachment that is complete). So nothing is sent that
// was not decided, and nothing decided is forgotten. What exactly is told (new, replaced, withdrawn) follows when it is
// sent from what the receiver has accepted by then. Plain functions over a mailbox's connection.
#include <optional>
#include <string>
#include <vector>

#include "common/envelope/slip.hpp"
#include "common/outbox/outbox.hpp"
#include "hospital_server/his/config.hpp"
#include "hospital_server/matching/links.hpp"
#include "hospital_server/record/chunk_store.hpp"

namespace vorab::hospital_server::documents {

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

/// One entry of a patient's file, as a delivery refers to it.
struct Entry {
    core::TransmissionId id;  ///< of the row; the delivery's `transmission`
    core::CaseId case_id;
    std::string target;
    std::int64_t link = 0;
    std::optional<core::AttachmentId> attachment;  ///< nothing: the printed page
    bool withdraws = false;
    std::string number;
    std::string state;
};
/// Nothing when the job names a transmission: then it is about the case as it arrived.
std::optional<Entry> find_entry(database::Connection& connection, const core::TransmissionId& id);

/// What the receiver is told of this entry now. Nothing: there is nothing left to tell, because the link has ended
/// before it was sent, a newer version waits behind it, or it withdraws what the receiver never had.
std::optional<hl7::Filed> filed_now(database::Connection& connection, const Entry& entry, his::Later later,
                                    std::int64_t job);

enum class Said : std::uint8_t { offered, accepted, refused };
/// What the receiver says of it: kept, so that a later version knows what it replaces.
void note(database::Connection& connection, const core::TransmissionId& entry, Said said);

}  // namespace vorab::hospital_server::documents
