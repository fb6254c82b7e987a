#pragma once
// A case that is no patient: made, signed and sealed as a crew's system does it, for a key of a mailbox of ours. Its
// sender is made for the occasion and trusted by nobody but the test that made it, so it proves everything but the
// sender's certificate, and can be used by nobody to invent a case.
#include <string>

#include "common/envelope/arrival.hpp"
#include "common/sealing/record.hpp"

namespace vorab::hospital_server::self_test {

/// Stands where a patient's name would: what a dry run lets out of the house must not contain it.
inline constexpr std::string_view canary = "Kanarienvogel";

struct Synthetic {
    std::string sealed;  ///< as it would be posted
    signing::ChainVerifier trusting;
};

/// `board`: the mailbox's board key, where there is one. Fails as seal_record() and seal_arrival() do.
core::Result<Synthetic> make_synthetic(const core::MailboxId& mailbox, const signing::PublicKey& recipient,
                                       const std::optional<signing::PublicKey>& board, core::Timestamp now);

}  // namespace vorab::hospital_server::self_test
