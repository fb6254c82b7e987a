#include "tools/ambulance/recipient.hpp"

#include "common/core/json.hpp"

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

Result<signing::PublicKey> verified_key(const json::value& entry, const core::MailboxId& mailbox,
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
    return certificate->key;
}

Outcome<std::optional<signing::PublicKey>> board_key_of(const json::object& mailbox) {
    const auto* jwk = mailbox.if_contains("board_key");
    if (!jwk) return std::optional<signing::PublicKey>{};
    if (!jwk->is_object()) return Trouble{Exit::failed, "the mailbox's board key is not an object"};
    const auto key = signing::PublicKey::from_jwk(jwk->get_object(), signing::Purpose::encryption);
    if (!key) return trouble("the mailbox's board key", key.error());
    return std::optional{*key};
}
}  // namespace

Outcome<Recipient> choose_recipient(const json::object& list, const core::MailboxId& mailbox,
                                    const signing::ChainVerifier& hospitals, core::Timestamp now) {
    const auto* entry = find(list, mailbox);
    if (!entry) return Trouble{Exit::refused, "mailbox " + mailbox.str() + " is not assigned to us"};
    const auto board_key = board_key_of(*entry);
    if (!board_key) return board_key.error();
    const auto* keys = entry->if_contains("keys");
    Trouble last{Exit::not_trusted, "mailbox " + mailbox.str() + " has no key"};
    if (!keys || !keys->is_array()) return last;
    for (const auto& key : keys->get_array()) {
        const auto verified = verified_key(key, mailbox, hospitals, now);
        if (verified) return Recipient{mailbox, *verified, *board_key};
        last = trouble("a key of mailbox " + mailbox.str(), verified.error(), Exit::not_trusted);
    }
    return last;
}
}  // namespace vorab::ambulance
