#include "hospital_server/cases/mailbox.hpp"

#include "common/outbox/line.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::cases {
namespace {
constexpr unsigned connections_of_the_outbox = 3;

struct Ending {
    core::PublicText operator()(const outbox::Delivered&) const { return "delivery.delivered"; }
    core::PublicText operator()(const outbox::RetryLater&) const { return "delivery.put_off"; }
    core::PublicText operator()(const outbox::Rejected&) const { return "delivery.rejected"; }
};

/// How often something was sent, when, where to and how much (handbook 7.3).
void note_attempt(database::Connection& connection, const outbox::Job& job, const outbox::Delivery& delivery,
                  core::Timestamp now) {
    const auto* delivered = std::get_if<outbox::Delivered>(&delivery);
    audit::write(connection,
                 {.event = std::visit(Ending{}, delivery),
                  .case_id = job.case_id,
                  .transmission = job.transmission,
                  .target = outbox::words(job.channel) + " " + outbox::words(job.target),
                  .size = delivered ? delivered->size : std::nullopt,
                  .attempt = job.attempts + 1},
                 now);
}
}  // namespace

Mailbox::Mailbox(async::Executor executor, const MailboxConfig& config, unsigned connections, const core::Clock& clock,
                 const core::Log& log, std::shared_ptr<outbox::Breakers> peers)
    : id(config.id),
      name(config.name),
      database(executor, config.database, connections, log),
      outbox_database(executor, config.database, connections_of_the_outbox, log),
      outbox(outbox_database, clock, note_attempt),
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
