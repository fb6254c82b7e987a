#pragma once
// The offline half of sending: a case file becomes an envelope that only the hospital can open.
#include <string>
#include <vector>

#include "tools/ambulance/attachments.hpp"
#include "tools/ambulance/mission.hpp"
#include "tools/ambulance/recipient.hpp"

namespace vorab::ambulance {

/// A case file with what lies beside it, read once.
struct CaseFile {
    boost::json::object record;
    boost::json::object attachments = {};  ///< of NAME.attachments.json; empty when there is none
};

Outcome<CaseFile> read_case_file(const std::filesystem::path& path);

/// The mailbox to send to: the one wished for, else the case file's.
Outcome<core::MailboxId> mailbox_of(const CaseFile& given, const Wishes& wishes);

struct Package {
    std::string envelope;  ///< what is posted, and what the receipt must speak of
    envelope::RoutingSlip slip;
    std::vector<Attachment> attachments;
    std::string hospital;  ///< whose receipt counts: the organisation in the mailbox's certificate
};

/// Prepares the record, attaches the files, seals the arrival for the boards, signs the record and seals it.
Outcome<Package> pack(const CaseFile& given, const SendOptions& options, const Recipient& recipient,
                      const Signer& signer, core::Timestamp now);

}  // namespace vorab::ambulance
