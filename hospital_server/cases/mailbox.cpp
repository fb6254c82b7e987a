#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::cases {

Mailbox::Mailbox(async::Executor executor, const MailboxConfig& config, unsigned connections, const core::Clock& clock,
                 const core::Log& log, std::shared_ptr<outbox::Breakers> peers)
    : id(config.id),
      name(config.name),
      database(executor, config.database, connections, log),
      outbox(database, clock),
      dispatcher(executor, outbox, log, clock, std::move(peers)) {
    for (const auto& file : config.keys)
        keys.add(signing::PrivateKey::from_pem_file(file.private_key).value(), file.use_until).value();
}

Mailboxes::Mailboxes(async::Executor executor, const Config& config, const core::Clock& clock, const core::Log& log) {
    for (const auto& mailbox : config.mailboxes) {
        mailboxes_.emplace(
            mailbox.id, std::make_unique<Mailbox>(executor, mailbox, config.mailbox_connections, clock, log, peers_));
    }
}

Mailbox* Mailboxes::find(const core::MailboxId& id) const {
    const auto found = mailboxes_.find(id);
    return found == mailboxes_.end() ? nullptr : found->second.get();
}
}  // namespace vorab::hospital_server::cases
