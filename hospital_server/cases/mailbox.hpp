#pragma once
// One mailbox of this hospital: its keys, its own database with its own user (mission H2), its deliveries.
#include <functional>
#include <map>
#include <memory>

#include "common/database/database.hpp"
#include "common/envelope/slip.hpp"
#include "common/outbox/dispatcher.hpp"
#include "common/outbox/outbox.hpp"
#include "common/sealing/key_ring.hpp"
#include "hospital_server/config.hpp"
#include "hospital_server/record/chunk_store.hpp"

namespace vorab::hospital_server::cases {

/// What else belongs into the transaction that stores something of a case; runs on a database thread.
struct Consequences {
    std::function<void(database::Connection&, const core::CaseId&, envelope::Kind, core::Timestamp)> of_version;
    std::function<void(database::Connection&, const record::AttachmentName&, core::Timestamp)> of_attachment;
};

struct Mailbox {
    Mailbox(async::Executor executor, const MailboxConfig& config, unsigned connections, const core::Clock& clock,
            const core::Log& log, std::shared_ptr<outbox::Breakers> peers);

    core::MailboxId id;
    std::string name;
    database::Database database;
    sealing::KeyRing keys;
    database::Database outbox_database;  ///< of its own: a burst of deliveries is not what people wait behind
    outbox::Outbox outbox;
    outbox::Dispatcher dispatcher;
    std::vector<std::pair<std::string, std::string>>
        lines;                          ///< channel and target of each delivery that a new case raises
    std::vector<std::string> feedback;  ///< targets of the lines "feedback"
    Consequences consequences;
    std::optional<std::string> answers_to;  ///< target of the lines "answer" and "board", where there is a gateway
};

class Mailboxes {
  public:
    Mailboxes(async::Executor executor, const Config& config, const core::Clock& clock, const core::Log& log);

    /// Null when there is no such mailbox here.
    Mailbox* find(const core::MailboxId& id) const;
    const std::map<core::MailboxId, std::unique_ptr<Mailbox>>& all() const { return mailboxes_; }

  private:
    std::shared_ptr<outbox::Breakers> peers_ = std::make_shared<outbox::Breakers>();  ///< one peer, many mailboxes
    std::map<core::MailboxId, std::unique_ptr<Mailbox>> mailboxes_;
};
}  // namespace vorab::hospital_server::cases
