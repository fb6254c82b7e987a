#pragma once
// [[feedback]] of the configuration: who learns of cases, tells what became of the patients, and how much it may know.
#include <vector>

#include "common/core/ids.hpp"
#include "common/core/sensitive.hpp"
#include "hospital_server/outbound/outbound.hpp"

namespace vorab::hospital_server::feedback {

/// pseudonymous: sex and year of birth; the case's id is the pseudonym. full: name, birth date, insurant number.
enum class Identity { pseudonymous, full };

struct FeedbackConfig {
    std::string target;
    outbound::Peer peer;  ///< where our webhook goes
    std::string client_id;
    core::Sensitive<std::string> client_secret;  ///< with which it calls us
    Identity identity = Identity::pseudonymous;
    std::vector<core::MailboxId> mailboxes;  ///< empty: all

    bool concerns(const core::MailboxId& mailbox) const;
};

/// Refuses a secret of fewer than 32 characters, and two with one client_id.
std::vector<FeedbackConfig> read_config(configuration::Section& root);

}  // namespace vorab::hospital_server::feedback
