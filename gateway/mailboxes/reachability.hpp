#pragma once
// Which hospitals answer now, as the last call or probe found; and when they last proved a mailbox to work, as they say
// themselves.
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/core/public_text.hpp"

namespace vorab::gateway {

class Reachability {
  public:
    using Proofs = std::map<core::MailboxId, core::Timestamp>;

    void note(const std::string& intake_url, bool answered) { answered_[intake_url] = answered; }
    bool is_reachable(const std::string& intake_url) const {
        const auto found = answered_.find(intake_url);
        return found != answered_.end() && found->second;
    }

    /// Why the last probe got nowhere; empty when it did. True when that is news.
    bool note_reason(const std::string& intake_url, const core::PublicText& reason) {
        return std::exchange(reasons_[intake_url], reason.str()) != reason.view();
    }

    /// All that the hospital at this address says. Of mailboxes elsewhere it may say what it likes: nobody asks it.
    void note_proofs(const std::string& intake_url, Proofs proofs) { proofs_[intake_url] = std::move(proofs); }
    std::optional<core::Timestamp> last_proof(const std::string& intake_url, const core::MailboxId& mailbox) const {
        const auto hospital = proofs_.find(intake_url);
        if (hospital == proofs_.end()) return std::nullopt;
        const auto proof = hospital->second.find(mailbox);
        return proof == hospital->second.end() ? std::nullopt : std::optional{proof->second};
    }

  private:
    std::map<std::string, bool> answered_;
    std::map<std::string, Proofs> proofs_;
    std::map<std::string, std::string> reasons_;
};
}  // namespace vorab::gateway
