#include "hospital_server/feedback/config.hpp"

#include <algorithm>

namespace vorab::hospital_server::feedback {
namespace {
Identity identity_of(configuration::Section& section) {
    const std::string word = section.text_or("identity", "pseudonymous");
    if (word == "full") return Identity::full;
    if (word != "pseudonymous") section.refuse("identity", "pseudonymous or full");
    return Identity::pseudonymous;
}

FeedbackConfig one_of(configuration::Section& section) {
    FeedbackConfig config;
    config.target = section.text("target");
    config.peer = outbound::read_peer(section);
    config.client_id = section.text("client_id");
    config.client_secret = section.secret("client_secret_file");
    if (config.client_secret.reveal().size() < 32) section.refuse("client_secret_file", "32 characters at least");
    config.identity = identity_of(section);
    for (const auto& text : section.texts_or("mailboxes", {})) {
        const auto id = core::MailboxId::parse(text);
        if (!id) section.refuse("mailboxes", id.error().detail.str());
        if (id) config.mailboxes.push_back(*id);
    }
    return config;
}
}  // namespace

bool FeedbackConfig::concerns(const core::MailboxId& mailbox) const {
    return mailboxes.empty() || std::ranges::find(mailboxes, mailbox) != mailboxes.end();
}

std::vector<FeedbackConfig> read_config(configuration::Section& root) {
    std::vector<FeedbackConfig> all;
    for (auto& section : root.sections("feedback")) {
        auto config = one_of(section);
        const bool twice =
            std::ranges::any_of(all, [&](const auto& other) { return other.client_id == config.client_id; });
        if (twice) section.refuse("client_id", "another feedback system has it");
        all.push_back(std::move(config));
    }
    return all;
}
}  // namespace vorab::hospital_server::feedback
