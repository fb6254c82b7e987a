#pragma once
// Whom to seal for. The gateway lists the keys, the hospital CA vouches for them: a gateway that was broken into cannot
// slip in a key of its own.
#include <optional>

#include <boost/json/object.hpp>

#include "common/core/ids.hpp"
#include "common/signing/chain.hpp"
#include "tools/ambulance/outcome.hpp"

namespace vorab::ambulance {

struct Recipient {
    core::MailboxId mailbox;
    signing::PublicKey key;  ///< out of the certificate, not out of the list
    std::string hospital;    ///< the organisation in that certificate: receipts and answers must be signed in its name
    std::optional<signing::PublicKey> board_key = {};
};

/// Both trust the hospital CA alone; they differ in what a certificate must be good for.
struct Hospitals {
    const signing::ChainVerifier& mailbox_keys;
    const signing::ChainVerifier& statements;  ///< and receipts
};

/// `list` is the answer of GET /v1/mailboxes. Takes the first key that is good now: its certificate chains to a
/// hospital CA, was issued for this very mailbox (common name) and names a hospital (organisation), is the key that
/// `kid` names, and `use_until` has not passed. A statement about the boards' key counts from that hospital alone.
Outcome<Recipient> choose_recipient(const boost::json::object& list, const core::MailboxId& mailbox,
                                    const Hospitals& hospitals, core::Timestamp now);

}  // namespace vorab::ambulance
