#pragma once
// The receipt: the hospital's signed word that it has stored (JWS, typ vorab-receipt, x5c). Issued only after the
// database commit. Shape: schemas/receipt.schema.json.
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "common/core/ids.hpp"
#include "common/envelope/slip.hpp"
#include "common/signing/chain.hpp"

namespace vorab::sealing {

inline constexpr std::string_view receipt_typ = "vorab-receipt";

struct AttachmentDigest {
    core::AttachmentId id;
    std::string sha256;  ///< hex, of all chunks as received, in order, tags included
    friend bool operator==(const AttachmentDigest&, const AttachmentDigest&) = default;
};

struct Receipt {
    core::TransmissionId transmission;
    core::CaseId case_id;
    core::MailboxId mailbox;
    std::string sha256;  ///< hex, of the JWE bytes exactly as received
    core::Timestamp stored_at;
    bool duplicate = false;
    std::vector<AttachmentDigest> attachments = {};
    friend bool operator==(const Receipt&, const Receipt&) = default;
};

std::string sign_receipt(const Receipt& receipt, const signing::PrivateKey& key, const boost::json::array& x5c);

/// For the sender: signed by the mailbox's own hospital, `hospital` being the organisation in the mailbox's
/// certificate. Another hospital under the same authority cannot say that it has what was sealed for this one.
core::Result<Receipt> verify_receipt(std::string_view token, std::string_view hospital,
                                     const signing::ChainVerifier& hospitals, core::Timestamp now);

/// For the sender: the receipt speaks of these very bytes. refused_by_peer otherwise.
core::Result<void> check_receipt(const Receipt& receipt, const envelope::RoutingSlip& slip, std::string_view sent);

}  // namespace vorab::sealing
