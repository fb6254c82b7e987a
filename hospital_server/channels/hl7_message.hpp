#pragma once
// The message of one delivery, built when it is sent: what the database knows now, in the words of one target.
#include <variant>

#include "hospital_server/cases/current.hpp"
#include "hospital_server/documents/filing.hpp"
#include "hospital_server/pdf/document.hpp"

namespace vorab::hospital_server::channels {

/// Everything that a message is made of, read in one unit of work.
struct Material {
    hl7::PreNotification notice;
    hl7::Filed filed;
    std::optional<core::TransmissionId> entry;   ///< of his_document; nothing: the case as it arrived
    std::shared_ptr<const pdf::Document> paper;  ///< to be drawn and put into `notice`; null: there is none to draw
    bool is_file = false;                        ///< `notice.pdf` came as a file: it carries no values beside it
};

/// There is nothing to send, and why.
enum class Nothing : std::uint8_t {
    case_gone,  ///< deleted on order
    too_large,  ///< no message could hold this attachment
    told,       ///< nothing is left to tell: documents::filed_now()
};

inline constexpr std::uint64_t largest_file = 20u << 20;

/// Notes that the receiver is offered it now.
std::variant<Nothing, Material> read_material(database::Connection& connection, const outbox::Job& job,
                                              const his::TargetConfig& target, const core::MailboxId& mailbox,
                                              const std::string& mailbox_name);

/// MSH-10, at most 20 characters: the same at every attempt, no other job's at any mailbox of any server.
std::string control_id(const core::MailboxId& mailbox, const outbox::Job& job);

/// not_found: a document is wanted and none is there.
core::Result<hl7::Outgoing> build_message(const Material& material, const his::TargetConfig& target,
                                          const hl7::Stamp& stamp);

}  // namespace vorab::hospital_server::channels
