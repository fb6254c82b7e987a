#include "tools/ambulance/recipient.hpp"

#include "common/core/json.hpp"
#include "common/signing/vouched_key.hpp"

namespace vorab::ambulance {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;

namespace {
const json::object* find(const json::object& list, const core::MailboxId& mailbox) {
    const auto* entries = list.if_contains("mailboxes");
    if (!entries || !entries->is_array()) return nullptr;
    for (const auto& entry : entries->get_array()) {
        const auto* id = entry.is_object() ? entry.get_object().if_contains("id") : nullptr;
        if (id && id->is_string() && id->get_string() == mailbox.str()) return &entry.get_object();
    }
    return nullptr;
}

Result<Recipient> verified_key(const json::value& entry, const core::MailboxId& mailbox,
                               const signing::ChainVerifier& hospitals, core::Timestamp now) {
    if (!entry.is_object()) return failure(Problem::malformed, "a key is not an object");
    core::JsonFields in{entry.get_object(), "/keys"};
    const auto kid = in.text("kid");
    in.text("alg");
    const auto use_until = core::parse_rfc3339(in.text("use_until"));
    const auto& x5c = in.array("x5c");
    in.object("jwk");
    if (auto wrong = in.finish()) return *wrong;
    if (!use_until || *use_until <= now) return failure(Problem::stale, "the key is no longer to be used");
    const auto certificate = hospitals.verify(x5c, now);
    if (!certificate) return certificate.error();
    if (certificate->common_name != mailbox.str())
        return failure(Problem::signature_invalid, "the certificate was issued for another mailbox");
    if (certificate->key.thumbprint() != kid)
        return failure(Problem::unknown_key, "the certificate is not that of the key");
    if (certificate->organisation.empty())
        return failure(Problem::signature_invalid, "the certificate names no hospital");
    return Recipient{mailbox, certificate->key, certificate->organisation};
}

/// The key that the hospital vouches for; the bare one beside it is the gateway's word alone. Without a statement
/// nothing is sealed for a board: the hospital shows the arrival all the same.
Outcome<std::optional<signing::PublicKey>> board_key_of(const json::object& entry, const Recipient& recipient,
                                                        const signing::ChainVerifier& hospitals, core::Timestamp now) {
    const auto* statement = entry.if_contains("board_key_statement");
    if (!statement) return std::optional<signing::PublicKey>{};
    if (!statement->is_string()) return Trouble{Exit::failed, "the statement of the mailbox's board key is not a text"};
    const auto key =
        signing::verify_vouched(statement->get_string(), recipient.mailbox, recipient.hospital, hospitals, now);
    if (!key) return trouble("the mailbox's board key", key.error(), Exit::not_trusted);
    return std::optional{*key};
}
}  // namespace

Outcome<Recipient> choose_recipient(const json::object& list, const core::MailboxId& mailbox,
                                    const Hospitals& hospitals, core::Timestamp now) {
    const auto* entry = find(list, mailbox);
    if (!entry) return Trouble{Exit::refused, "mailbox " + mailbox.str() + " is not assigned to us"};
    const auto* keys = entry->if_contains("keys");
    Trouble last{Exit::not_trusted, "mailbox " + mailbox.str() + " has no key"};
    if (!keys || !keys->is_array()) return last;
    for (const auto& key : keys->get_array()) {
        auto recipient = verified_key(key, mailbox, hospitals.mailbox_keys, now);
        if (!recipient) {
            last = trouble("a key of mailbox " + mailbox.str(), recipient.error(), Exit::not_trusted);
            continue;
        }
        const auto board_key = board_key_of(*entry, *recipient, hospitals.statements, now);
        if (!board_key) return board_key.error();
        recipient->board_key = *board_key;
        return std::move(*recipient);
    }
    return last;
}
}  // namespace vorab::ambulance
