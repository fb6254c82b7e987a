#include "hospital_server/documents/outgoing.hpp"

#include <algorithm>

#include "hospital_server/documents/filing.hpp"

namespace vorab::hospital_server::documents {
namespace {
using Change = matching::LinkChange;

Targets targets_of(const Config& config, const core::MailboxId& mailbox) {
    Targets targets;
    for (const auto& target : config.hl7) {
        const bool concerned =
            target.mailboxes.empty() || std::ranges::find(target.mailboxes, mailbox) != target.mailboxes.end();
        if (concerned && target.when == his::When::link) targets.push_back(target);
    }
    return targets;
}

void follow(database::Connection& connection, const Targets& targets, const Change& change, core::Timestamp now) {
    if (change.kind == Change::Kind::linked) {
        file_for_link(connection, targets, change.link, now);
    } else {
        withdraw(connection, targets, change.link, now);
    }
}
}  // namespace

void follow_links(const Config& config, const cases::Mailboxes& mailboxes, matching::Links& links) {
    std::map<core::MailboxId, Targets> of_mailbox;
    for (const auto& configured : config.mailboxes) {
        auto targets = targets_of(config, configured.id);
        if (targets.empty()) continue;
        auto& mailbox = *mailboxes.find(configured.id);
        mailbox.consequences.of_version = [targets](database::Connection& connection, const core::CaseId& case_id,
                                                    envelope::Kind kind, core::Timestamp now) {
            file_version(connection, targets, case_id, kind, now);
        };
        mailbox.consequences.of_attachment = [targets](database::Connection& connection,
                                                       const record::AttachmentName& name, core::Timestamp now) {
            file_attachment(connection, targets, name, now);
        };
        of_mailbox.emplace(configured.id, std::move(targets));
    }
    if (of_mailbox.empty()) return;
    links.when_changed([of_mailbox](database::Connection& connection, const Change& change, core::Timestamp now) {
        const auto here = of_mailbox.find(change.mailbox);
        if (here != of_mailbox.end()) follow(connection, here->second, change, now);
    });
}

}  // namespace vorab::hospital_server::documents
