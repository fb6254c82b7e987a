#pragma once
// A hospital's word for a key that has no certificate of its own: the boards' key of a mailbox. Without it a gateway
// that was broken into could hand out a key of its own and read what senders seal for the boards. JWS compact, typ
// "vorab-board-key-statement", x5c of the hospital; payload {"mailbox", "jwk"}.
#include <string>
#include <string_view>

#include "common/core/ids.hpp"
#include "common/signing/chain.hpp"
#include "common/signing/keys.hpp"

namespace vorab::signing {

std::string vouch_for(const PublicKey& key, const core::MailboxId& mailbox, const PrivateKey& hospital,
                      const boost::json::array& x5c);

/// `hospital` is the organisation in the mailbox's own certificate. signature_invalid: not signed by that hospital, or
/// for another mailbox.
core::Result<PublicKey> verify_vouched(std::string_view statement, const core::MailboxId& mailbox,
                                       std::string_view hospital, const ChainVerifier& hospitals, core::Timestamp now);

}  // namespace vorab::signing
